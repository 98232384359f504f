using System.Net;
using System.Runtime.InteropServices;

namespace ChatServer;

/// <summary>How many connections there are from where.</summary>
internal sealed class Addresses
{
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>What a client's address looks like in a message: never beginning with a colon, which would make it a last parameter.</summary>
    public static string HostOf(EndPoint? peer)
    {
        if (peer is not IPEndPoint point)
        {
            return "localhost";
        }

        IPAddress address = point.Address.IsIPv4MappedToIPv6 ? point.Address.MapToIPv4() : point.Address;
        string text = address.ToString();
        return text.StartsWith(':') ? "0" + text : text;
    }

    /// <summary>Counts a connection.</summary>
    /// <returns>How many there are now from the same address.</returns>
    public int Add(string host) => ++CollectionsMarshal.GetValueRefOrAddDefault(_counts, host, out _);

    public void Remove(string host)
    {
        if (--CollectionsMarshal.GetValueRefOrAddDefault(_counts, host, out _) <= 0)
        {
            _counts.Remove(host);
        }
    }
}
