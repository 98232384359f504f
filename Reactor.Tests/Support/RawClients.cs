using System.Net;
using System.Net.Sockets;

namespace Reactor.Tests.Support;

/// <summary>
/// The other side, as plain blocking sockets: the kernel's buffers let one thread play both parts. A receive that would wait for
/// ever fails after a few seconds instead.
/// </summary>
internal static class RawClients
{
    public static Socket Connect(EndPoint endPoint)
    {
        Socket client = New(endPoint.AddressFamily);
        try
        {
            client.Connect(endPoint);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public static Socket New(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Unspecified)
    {
        ReceiveTimeout = 5_000,
        SendTimeout = 5_000,
    };

    /// <summary>Reads until the peer ends.</summary>
    public static byte[] ReadToEnd(this Socket client)
    {
        List<byte> all = [];
        byte[] buffer = new byte[65_536];
        for (int count = client.Receive(buffer); count > 0; count = client.Receive(buffer))
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return [.. all];
    }

    /// <summary>Reads an exact number of bytes.</summary>
    public static byte[] Read(this Socket client, int count)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int now = client.Receive(bytes.AsSpan(read));
            Assert.That(now, Is.Positive, "The peer ended too early.");
            read += now;
        }

        return bytes;
    }

    /// <summary>Reads once, to see how the connection fares: success also stands for the end of input.</summary>
    public static SocketError Look(this Socket client)
    {
        client.Receive(new byte[1], 0, 1, SocketFlags.None, out SocketError error);
        return error;
    }

    /// <summary>Resets the connection.</summary>
    public static void Reset(this Socket client)
    {
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
    }
}
