using System.Net.Sockets;
using System.Text;
using Reactor.Handlers;

namespace Reactor.Tests.Framing;

/// <summary>A loop with one connection, turned by hand on the test's thread, and the socket at the connection's other end.</summary>
internal sealed class FramingRig : IDisposable
{
    // Many times what any test here needs; a loop that never comes to rest must fail, not hang.
    private const int MostTurns = 1_000_000;

    public FramingRig(ConnectionHandler handler, EventLoopOptions? options = null)
    {
        Loop = new EventLoop(options ?? new EventLoopOptions { ReceiveBufferSize = 4 * 1024 });
        Peer = Add(handler);
    }

    public EventLoop Loop { get; }

    public Socket Peer { get; }

    private bool HasWork => Loop.Core.Connections.HasWork || Loop.Core.Tasks.HasWork;

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Makes one more connection on the same loop.</summary>
    /// <returns>Its other end.</returns>
    public Socket Add(ConnectionHandler handler)
    {
        (SafeSocketHandle local, Socket peer) = SocketPair.Make();
        Loop.Adopt(local, handler);
        return peer;
    }

    /// <summary>The peer sends, and the loop takes turns until it has nothing left to do.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        Peer.Send(bytes);
        Settle();
    }

    public void Feed(string text) => Feed(Bytes(text));

    /// <summary>As <see cref="Feed(ReadOnlySpan{byte})"/>, split into pieces of the given lengths, which repeat.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, int[] lengths)
    {
        for (int index = 0; !bytes.IsEmpty; index++)
        {
            int length = Math.Min(lengths[index % lengths.Length], bytes.Length);
            Feed(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    /// <summary>The peer ends its side.</summary>
    public void End()
    {
        Peer.Shutdown(SocketShutdown.Send);
        Settle();
    }

    /// <summary>Takes turns until one finds nothing to do, kept input included.</summary>
    public void Settle()
    {
        int turns = 0;
        for (bool busy = true; busy;)
        {
            Assert.That(turns++, Is.LessThan(MostTurns), "The loop does not come to rest.");
            long events = Loop.Statistics.Events;
            busy = HasWork;
            Loop.RunOnce(TimeSpan.Zero);
            busy |= HasWork || events != Loop.Statistics.Events;
        }
    }

    public void Dispose()
    {
        Loop.Dispose();
        Peer.Dispose();
    }
}
