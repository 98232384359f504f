using System.Net;
using System.Net.Sockets;

PeerOptions options = PeerOptions.Parse(args);
Room room = new();
Pool pool = new(returnTo => options.Mode switch
{
    "line" => new LineConnection(returnTo),
    "broadcast" => new Member(room),
    _ => new EchoConnection(returnTo),
});

// Accepted sockets inherit NoDelay on Linux: set once instead of once per connection.
using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
listener.Listen(4096);
PeerOptions.Announce(listener.LocalEndPoint);

SocketAsyncEventArgs accept = new();
accept.Completed += (_, _) =>
{
    Take();
    Accept();
};
Accept();
Thread.Sleep(Timeout.Infinite); // SIGTERM ends the process.

void Accept()
{
    while (!listener.AcceptAsync(accept))
    {
        Take();
    }
}

void Take()
{
    if (accept.SocketError != SocketError.Success)
    {
        Environment.FailFast($"accept: {accept.SocketError}");
    }

    Socket socket = accept.AcceptSocket!;
    accept.AcceptSocket = null;
    pool.Rent().Start(socket);
}
