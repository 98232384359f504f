namespace Load;

/// <summary>What a load is doing.</summary>
internal enum Phase
{
    /// <summary>The connections are being made.</summary>
    Opening,

    /// <summary>A window is being measured.</summary>
    Working,

    /// <summary>The window is over: what is on its way returns, nothing new is sent.</summary>
    Pausing,

    /// <summary>The same, and then the end of input.</summary>
    Ending,
}
