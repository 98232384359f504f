using System.Buffers;

/// <summary>What has come of a connection and is not a whole line yet, for servers whose platform cuts no lines.</summary>
internal sealed class LineInput
{
    // Behind the longest unfinished line there is still room for a large read.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(2 * PeerOptions.MaxLine, pinned: true);
    private int _length;

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Free => _bytes.AsMemory(_length);

    public void Clear() => _length = 0;

    /// <summary>Moves the complete lines to <paramref name="lines"/>, each ended with CR LF. False if a line is too long.</summary>
    public bool TryTake(int received, ArrayBufferWriter<byte> lines)
    {
        Span<byte> input = _bytes.AsSpan(0, _length + received);
        int searched = _length; // What was kept holds no line end.
        int start = 0;
        for (int found; (found = input[searched..].IndexOf((byte)'\n')) >= 0; start = searched)
        {
            int end = searched + found;
            searched = end + 1;
            ReadOnlySpan<byte> line = input[start..end];
            if (line is [.., (byte)'\r'])
            {
                line = line[..^1];
            }

            if (line.Length > PeerOptions.MaxLine)
            {
                return false;
            }

            lines.Write(line);
            lines.Write("\r\n"u8);
        }

        Span<byte> rest = input[start..];
        rest.CopyTo(input);
        _length = rest.Length;
        return _length <= PeerOptions.MaxLine + 1; // One more may be the CR of the line's end.
    }
}
