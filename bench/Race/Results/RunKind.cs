namespace Race.Results;

/// <summary>What a run is for, which decides where its results are kept. A later run of the same kind takes their place, scenario by scenario.</summary>
internal enum RunKind
{
    /// <summary>All servers, side by side. Figures of two runs cannot be compared: the machine was another one.</summary>
    Everybody,

    /// <summary>Raw C and Reactor alone, for as long as the marks ask.</summary>
    Marks,

    /// <summary>Somebody wanted to see something. The pages say nothing of it.</summary>
    Look,
}
