using System.Threading.Channels;

/// <summary>All who are connected, and for each a queue of what the others said.</summary>
internal sealed class Room
{
    private readonly HashSet<Channel<byte[]>> _queues = [];

    public Channel<byte[]> Enter()
    {
        Channel<byte[]> queue = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
        lock (_queues)
        {
            _queues.Add(queue);
        }

        return queue;
    }

    public void Leave(Channel<byte[]> queue)
    {
        lock (_queues)
        {
            _queues.Remove(queue);
        }

        queue.Writer.Complete();
    }

    public void Say(Channel<byte[]> own, byte[] lines)
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
