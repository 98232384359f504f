using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

/// <summary>Answers each line with itself; the answers of one read leave in one flush.</summary>
internal sealed class LineHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        PipeWriter output = connection.Transport.Output;
        while (true)
        {
            ReadResult read = await input.ReadAsync();
            ReadOnlySequence<byte> rest = read.Buffer;
            if (!Lines.TryTake(ref rest, output))
            {
                connection.Abort();
                return;
            }

            input.AdvanceTo(rest.Start, rest.End);
            FlushResult flush = await output.FlushAsync();
            if (read.IsCompleted || flush.IsCompleted)
            {
                return;
            }
        }
    }
}
