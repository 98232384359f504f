using System.Net;
using System.Net.Sockets;

namespace Memory.Servers;

/// <summary>The base library's way: each connection is a method that awaits its socket, and has a buffer.</summary>
internal sealed class SocketServer : Server
{
    private const int BufferSize = 4 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private int _open;
    private long _echoed;
    private long _echoedBefore;

    public SocketServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = Accept();
    }

    public override int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public override void Dispose() => _listener.Dispose();

    protected override bool IsSettled(int connections, long bytes) =>
        Volatile.Read(ref _open) == connections && Volatile.Read(ref _echoed) - _echoedBefore == bytes;

    // It runs by itself, on the thread pool.
    protected override void Run(TimeSpan most) => Thread.Sleep(most);

    protected override void OnSettled() => _echoedBefore = Volatile.Read(ref _echoed);

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Serve(await _listener.AcceptAsync().ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener has been disposed.
        }
    }

    private async Task Serve(Socket client)
    {
        byte[] buffer = new byte[BufferSize];
        Interlocked.Increment(ref _open);
        try
        {
            while (await client.ReceiveAsync(buffer).ConfigureAwait(false) is > 0 and int count)
            {
                await client.SendAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                Interlocked.Add(ref _echoed, count);
            }
        }
        catch (SocketException)
        {
            // The client is gone without a word, which is its right.
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }
}
