using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

/// <summary>All who are connected, and for each a queue of what the others said. The arrays in the queues are shared.</summary>
internal sealed class Room
{
    private readonly HashSet<Channel<byte[]>> _queues = [];

    public async Task Host(Socket client)
    {
        Channel<byte[]> queue = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
        lock (_queues)
        {
            _queues.Add(queue);
        }

        Task talking = Talk(client, queue.Reader);
        try
        {
            await Listen(client, queue);
        }
        finally
        {
            lock (_queues)
            {
                _queues.Remove(queue);
            }

            queue.Writer.Complete();
            await talking;
        }
    }

    private static async Task Talk(Socket client, ChannelReader<byte[]> queue)
    {
        List<ArraySegment<byte>> gathered = [];
        while (await queue.WaitToReadAsync())
        {
            gathered.Clear();
            while (queue.TryRead(out byte[]? lines))
            {
                gathered.Add(lines);
            }

            await (gathered.Count == 1 ? client.SendAsync(gathered[0]) : client.SendAsync(gathered));
        }
    }

    private async Task Listen(Socket client, Channel<byte[]> own)
    {
        LineInput input = new();
        ArrayBufferWriter<byte> lines = new();
        int count;
        while ((count = await client.ReceiveAsync(input.Free)) > 0 && input.TryTake(count, lines))
        {
            if (lines.WrittenCount > 0)
            {
                Say(own, lines.WrittenSpan.ToArray());
                lines.ResetWrittenCount();
            }
        }
    }

    private void Say(Channel<byte[]> own, byte[] lines)
    {
        lock (_queues)
        {
            foreach (Channel<byte[]> queue in _queues)
            {
                if (queue != own)
                {
                    queue.Writer.TryWrite(lines);
                }
            }
        }
    }
}
