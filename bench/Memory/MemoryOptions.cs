using System.Globalization;
using Race.Machine;

namespace Memory;

/// <summary>What the command line says.</summary>
internal sealed record MemoryOptions(int Connections)
{
    public const string Usage = """
        Usage: dotnet run -c Release --project bench/Memory -- [--connections NUMBER]
          --connections   how many connections share what is counted (5000); no more than a process may have descriptors, less 500
        """;

    // The runtime has a descriptor for each library that it has loaded.
    private const int DescriptorsOfOthers = 500;

    public string Command => $"dotnet run -c Release --project bench/Memory -- --connections {Connections}";

    public static MemoryOptions? Parse(string[] args) => args switch
    {
        [] => new MemoryOptions(5_000),
        ["--connections", string text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0 && number <= MachineFacts.Descriptors() - DescriptorsOfOthers => new MemoryOptions(number),
        _ => null,
    };
}
