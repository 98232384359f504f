using Race.Machine;

namespace Race.Results;

/// <summary>What a connection holds in one state, in bytes.</summary>
/// <param name="Title">The server, and the state that its connections are in.</param>
/// <param name="Managed">What the live objects grew by, for each connection.</param>
/// <param name="Resident">What the resident memory grew by, for each connection.</param>
/// <param name="Mark">The most that <paramref name="Managed"/> should be, where there is such a mark.</param>
internal sealed record MemoryFigures(string Title, double Managed, double Resident, int? Mark)
{
    public bool IsWithinMark => Mark is null || Managed <= Mark;
}

/// <summary>What bench/Memory found out.</summary>
internal sealed record MemoryResults(string Command, string Date, MachineFacts Machine, int Connections, List<MemoryFigures> Figures)
{
    private const string Name = "memory";

    public static MemoryResults? Read() => ResultFile.Read<MemoryResults>(Name);

    public void Write() => ResultFile.Write(Name, this);
}
