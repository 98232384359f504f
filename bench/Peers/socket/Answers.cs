using System.Buffers;
using System.Net.Sockets;

/// <summary>The modes in which a client hears only of itself. On Linux a send is over when the kernel has taken all of it.</summary>
internal static class Answers
{
    public static async Task Echo(Socket client)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int count;
            while ((count = await client.ReceiveAsync(buffer.AsMemory())) > 0)
            {
                await client.SendAsync(buffer.AsMemory(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static async Task Lines(Socket client)
    {
        LineInput input = new();
        ArrayBufferWriter<byte> answers = new();
        int count;
        while ((count = await client.ReceiveAsync(input.Free)) > 0 && input.TryTake(count, answers))
        {
            if (answers.WrittenCount > 0)
            {
                await client.SendAsync(answers.WrittenMemory);
                answers.ResetWrittenCount();
            }
        }
    }
}
