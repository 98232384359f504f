using System.Net;
using System.Net.Sockets;
using Race.Results;

namespace Memory;

/// <summary>The clients' side: a server of its own for each subject, weighed without connections and with all of them.</summary>
internal static class Weighing
{
    // What the first connections bring along, code and pools, is there before anything is weighed.
    private const int WarmUp = 200;

    public static MemoryFigures Of(Subject subject, int connections)
    {
        using ServerProcess server = new(subject, Math.Max(connections, WarmUp));
        WeighWith(server, subject, WarmUp);
        Weight before = server.Weigh(0);
        Weight after = WeighWith(server, subject, connections);
        return new MemoryFigures(
            subject.Title,
            (after.Managed - before.Managed) / (double)connections,
            (after.Resident - before.Resident) / (double)connections,
            subject.Mark);
    }

    private static Weight WeighWith(ServerProcess server, Subject subject, int connections)
    {
        Task<Weight> weighing = server.WeighAsync(connections);
        List<Socket> clients = new(connections);
        try
        {
            while (clients.Count < connections && !weighing.IsCompleted)
            {
                clients.Add(Connect(server.Port, subject.Says));
            }

            return weighing.GetAwaiter().GetResult();
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    private static Socket Connect(int port, byte[] says)
    {
        // A reset in the end: tens of thousands of ports would otherwise wait for a minute each. The small buffer keeps output with the server.
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            LingerState = new LingerOption(enable: true, seconds: 0),
            ReceiveBufferSize = 4 * 1024,
        };
        client.Connect(IPAddress.Loopback, port);
        client.Send(says);
        return client;
    }
}
