using System.Buffers;

/// <summary>Cuts lines the way the documentation of System.IO.Pipelines does.</summary>
internal static class Lines
{
    /// <summary>
    /// Moves the complete lines of <paramref name="input"/> to <paramref name="lines"/>, each ended with CR LF, and leaves the rest.
    /// False if a line is too long.
    /// </summary>
    public static bool TryTake(ref ReadOnlySequence<byte> input, IBufferWriter<byte> lines)
    {
        SequenceReader<byte> reader = new(input);
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            if (!TryWrite(line, lines))
            {
                return false;
            }
        }

        input = input.Slice(reader.Position);
        return input.Length <= PeerOptions.MaxLine + 1; // One more may be the CR of the line's end.
    }

    private static bool TryWrite(ReadOnlySequence<byte> line, IBufferWriter<byte> lines)
    {
        if (line.Length > 0 && line.Slice(line.Length - 1).FirstSpan[0] == '\r')
        {
            line = line.Slice(0, line.Length - 1);
        }

        if (line.Length > PeerOptions.MaxLine)
        {
            return false;
        }

        foreach (ReadOnlyMemory<byte> segment in line)
        {
            lines.Write(segment.Span);
        }

        lines.Write("\r\n"u8);
        return true;
    }
}
