using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ChatServer;

/// <summary>
/// From where how many are connected, and how much of their lines they have used up: who floods and then comes once more, with or without
/// leaving, goes on where it was.
/// </summary>
internal sealed class Addresses
{
    private const int LeastToSweep = 64;
    private const int NetworkPrefix = 64; // Bits of an IPv6 address that stand for one customer.

    private readonly Dictionary<string, Entry> _entries = [];
    private int _sweepAt = LeastToSweep;

    /// <summary>How many are connected from where, apart from places where nobody is.</summary>
    public IReadOnlyDictionary<string, int> All =>
        _entries.Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => pair.Value.Count);

    /// <summary>How many places are known, also of those who left.</summary>
    public int Known => _entries.Count;

    /// <summary>What a client's address looks like in a message: never beginning with a colon, which would make it a last parameter.</summary>
    public static string HostOf(EndPoint? peer)
    {
        string text = AddressOf(peer)?.ToString() ?? "localhost";
        return text.StartsWith(':') ? "0" + text : text;
    }

    /// <summary>What connections are counted by: the address, but of an IPv6 address only the network, as its owner has all of that.</summary>
    public static string PlaceOf(EndPoint? peer)
    {
        if (AddressOf(peer) is not { AddressFamily: AddressFamily.InterNetworkV6 } address)
        {
            return HostOf(peer);
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkPrefix / 8).Clear();
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{NetworkPrefix}");
    }

    /// <summary>Counts a connection.</summary>
    /// <returns>How many there are now from the same place.</returns>
    public int Add(string place)
    {
        if (!_entries.TryGetValue(place, out Entry? entry))
        {
            _entries.Add(place, entry = new Entry());
        }

        return ++entry.Count;
    }

    /// <summary>Makes the gate of a connection that was counted.</summary>
    public FloodGate Gate(string place, ChatOptions options, TimeSpan now) =>
        new(options.FloodRate, options.FloodBurst, _entries[place].Emptiest?.Tokens(now) ?? options.FloodBurst);

    /// <summary>A connection has used up its lines, or is about to end.</summary>
    public void Note(string place, FloodGate gate, TimeSpan now)
    {
        if (_entries.TryGetValue(place, out Entry? entry) && (entry.Emptiest is null || gate.Tokens(now) < entry.Emptiest.Tokens(now)))
        {
            entry.Emptiest = gate;
        }
    }

    /// <summary>A connection is over.</summary>
    /// <param name="place">Where it came from.</param>
    /// <param name="gate">Its gate, if it got one.</param>
    /// <param name="now">The loop's time.</param>
    public void Remove(string place, FloodGate? gate, TimeSpan now)
    {
        if (!_entries.TryGetValue(place, out Entry? entry))
        {
            return;
        }

        entry.Count--;
        if (gate is not null)
        {
            Note(place, gate, now);
        }

        if (entry.IsForgettable(now))
        {
            _entries.Remove(place);
        }

        if (_entries.Count >= _sweepAt)
        {
            Sweep(now);
        }
    }

    /// <summary>Forgets those who have waited long enough. Done when their number has doubled, so each is looked at a few times only.</summary>
    private void Sweep(TimeSpan now)
    {
        foreach ((string place, Entry entry) in _entries)
        {
            if (entry.IsForgettable(now))
            {
                _entries.Remove(place);
            }
        }

        _sweepAt = Math.Max(LeastToSweep, 2 * _entries.Count);
    }

    private static IPAddress? AddressOf(EndPoint? peer) => peer is not IPEndPoint { Address: var address }
        ? null
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private sealed class Entry
    {
        public int Count { get; set; }

        /// <summary>Of whose lines the fewest are left.</summary>
        public FloodGate? Emptiest { get; set; }

        public bool IsForgettable(TimeSpan now) => Count == 0 && (Emptiest is null || Emptiest.IsFull(now));
    }
}
