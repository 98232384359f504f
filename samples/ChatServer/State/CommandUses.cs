using System.Runtime.InteropServices;

namespace ChatServer;

/// <summary>How often each command was used, for STATS m.</summary>
internal sealed class CommandUses
{
    private readonly Dictionary<string, long> _counts = [];

    public IEnumerable<KeyValuePair<string, long>> All => _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public void Count(string command) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, command, out _)++;
}
