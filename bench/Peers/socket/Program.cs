using System.Net;
using System.Net.Sockets;

PeerOptions options = PeerOptions.Parse(args);
Room room = new();
Func<Socket, Task> serve = options.Mode switch
{
    "line" => Answers.Lines,
    "broadcast" => room.Host,
    _ => Answers.Echo,
};

// Accepted sockets inherit NoDelay on Linux: set once instead of once per connection.
using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
listener.Listen(4096);
PeerOptions.Announce(listener.LocalEndPoint);

while (true)
{
    _ = Serve(await listener.AcceptAsync());
}

async Task Serve(Socket client)
{
    using (client)
    {
        try
        {
            await serve(client);
        }
        catch (SocketException)
        {
            // The client is gone without a word, which is its right.
        }
    }
}
