using System.Buffers;

/// <summary>Cuts lines with the reader that the base library's documentation has for this.</summary>
internal static class Lines
{
    /// <summary>
    /// Moves the complete lines of <paramref name="input"/> to <paramref name="lines"/>, each ended with CR LF, and leaves the rest.
    /// False if a line is too long.
    /// </summary>
    public static bool TryTake(ref ReadOnlySequence<byte> input, IBufferWriter<byte> lines)
    {
        SequenceReader<byte> reader = new(input);
        // As a span it is a slice of its segment; only a line that lies in several is copied.
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
        {
            if (!TryWrite(line, lines))
            {
                return false;
            }
        }

        input = reader.UnreadSequence;
        return input.Length <= PeerOptions.MaxLine + 1; // One more may be the CR of the line's end.
    }

    private static bool TryWrite(ReadOnlySpan<byte> line, IBufferWriter<byte> lines)
    {
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        if (line.Length > PeerOptions.MaxLine)
        {
            return false;
        }

        // The line and its end are written in one step, since every step asks the pipe for room.
        Span<byte> room = lines.GetSpan(line.Length + 2);
        line.CopyTo(room);
        "\r\n"u8.CopyTo(room[line.Length..]);
        lines.Advance(line.Length + 2);
        return true;
    }
}
