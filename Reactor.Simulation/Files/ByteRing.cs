namespace Reactor.Simulation.Files;

/// <summary>Bytes in order, in memory that grows with what it holds, up to a limit that its owner keeps.</summary>
internal sealed class ByteRing
{
    private const int LeastLength = 256;

    private byte[] _bytes = [];
    private int _start;

    public int Count { get; private set; }

    /// <summary>Appends all of it.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        int end = Wrap(_start + Count);
        int first = Math.Min(bytes.Length, _bytes.Length - end);
        bytes[..first].CopyTo(_bytes.AsSpan(end));
        bytes[first..].CopyTo(_bytes);
        Count += bytes.Length;
    }

    /// <summary>Takes the first bytes, as many as the buffer holds.</summary>
    public void Read(Span<byte> buffer)
    {
        int first = Math.Min(buffer.Length, _bytes.Length - _start);
        _bytes.AsSpan(_start, first).CopyTo(buffer);
        _bytes.AsSpan(0, buffer.Length - first).CopyTo(buffer[first..]);
        Skip(buffer.Length);
    }

    public void Skip(int count)
    {
        Count -= count;
        _start = Count == 0 ? 0 : Wrap(_start + count);
    }

    public void Clear()
    {
        _bytes = [];
        _start = 0;
        Count = 0;
    }

    private void MakeRoom(int more)
    {
        if (Count + more <= _bytes.Length)
        {
            return;
        }

        byte[] larger = new byte[Math.Max(LeastLength, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(Count + more)))];
        int first = Math.Min(Count, _bytes.Length - _start);
        _bytes.AsSpan(_start, first).CopyTo(larger);
        _bytes.AsSpan(0, Count - first).CopyTo(larger.AsSpan(first));
        _bytes = larger;
        _start = 0;
    }

    private int Wrap(int position) => position >= _bytes.Length ? position - _bytes.Length : position;
}
