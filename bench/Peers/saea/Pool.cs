using System.Collections.Concurrent;

/// <summary>
/// Connections that wait for their next client. To keep the event arguments and their buffers is what the documentation
/// of <see cref="System.Net.Sockets.SocketAsyncEventArgs"/> recommends and what the class is for.
/// </summary>
internal sealed class Pool(Func<Action<Connection>, Connection> make)
{
    private readonly ConcurrentStack<Connection> _free = new();

    public Connection Rent() => _free.TryPop(out Connection? connection) ? connection : make(_free.Push);
}
