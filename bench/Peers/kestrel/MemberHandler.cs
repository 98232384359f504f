using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

/// <summary>One who hears what the others say. A pipe has one writer at a time, so each member has a queue and a task that empties it.</summary>
internal sealed class MemberHandler(Room room) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        Channel<byte[]> queue = room.Enter();
        Task talking = Talk(queue.Reader, connection.Transport.Output);
        try
        {
            await Listen(connection.Transport.Input, queue);
        }
        catch (ConnectionResetException)
        {
            // The client is gone without a word, which is its right.
        }
        finally
        {
            room.Leave(queue);
            await talking;
        }
    }

    private static async Task Talk(ChannelReader<byte[]> queue, PipeWriter output)
    {
        while (await queue.WaitToReadAsync())
        {
            while (queue.TryRead(out byte[]? lines))
            {
                output.Write(lines); // The pipe owns what it sends, so this is a copy for each member.
            }

            await output.FlushAsync();
        }
    }

    private async Task Listen(PipeReader input, Channel<byte[]> own)
    {
        ArrayBufferWriter<byte> lines = new();
        ReadResult read;
        do
        {
            read = await input.ReadAsync();
            ReadOnlySequence<byte> rest = read.Buffer;
            if (!Lines.TryTake(ref rest, lines))
            {
                return;
            }

            input.AdvanceTo(rest.Start, rest.End);
            if (lines.WrittenCount > 0)
            {
                room.Say(own, lines.WrittenSpan.ToArray());
                lines.ResetWrittenCount();
            }
        }
        while (!read.IsCompleted);
    }
}
