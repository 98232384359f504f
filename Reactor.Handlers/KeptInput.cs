using System.Buffers;

namespace Reactor.Handlers;

/// <summary>Input that is kept: the beginning of a frame whose rest is on its way, or frames that a pause held back. In one piece, and in order.</summary>
/// <remarks>
/// Belongs to one connection, on the loop's thread. The memory is the shared pool's and goes back when the last byte does. Who appends
/// bounds the length. A mutable structure, so that a connection that keeps nothing owns nothing: hold it in a field, do not copy it.
/// </remarks>
internal struct KeptInput
{
    private const int LeastCapacity = 256;

    // Memory up to this size is not worth a copy to save.
    private const int Modest = 4 * 1024;

    private byte[]? _buffer;
    private int _start;
    private int _length;

    public readonly bool IsEmpty => _length == 0;

    public readonly int Length => _length;

    /// <summary>How much memory is borrowed; nothing when nothing is kept.</summary>
    public readonly int Capacity => _buffer?.Length ?? 0;

    /// <summary>What is kept. It stays where it is until the next <see cref="Append"/>, <see cref="Trim"/> or <see cref="Clear"/>.</summary>
    public readonly ReadOnlySpan<byte> Bytes => new(_buffer, _start, _length);

    /// <summary>Copies bytes to the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_start + _length));
        _length += bytes.Length;
    }

    /// <summary>Forgets bytes at the front, without moving the others.</summary>
    public void Consume(int count)
    {
        _start += count;
        _length -= count;
        if (_length == 0)
        {
            Clear();
        }
    }

    /// <summary>Moves a small rest out of a large buffer, which somebody else can use meanwhile.</summary>
    public void Trim()
    {
        if (Capacity > Modest && _length <= Capacity / 8)
        {
            MoveTo(_length);
        }
    }

    /// <summary>Forgets everything and gives the memory back.</summary>
    public void Clear()
    {
        if (_buffer is { } buffer)
        {
            this = default;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void MakeRoom(int count)
    {
        int capacity = Capacity;
        if (capacity - _start - _length >= count)
        {
            return;
        }

        // Moving to the front is paid for by the bytes consumed there, if they are at least as many as those moved.
        if (_start >= _length && capacity - _length >= count)
        {
            Bytes.CopyTo(_buffer);
            _start = 0;
            return;
        }

        MoveTo(Math.Max(checked(_length + count), (int)Math.Min(2L * capacity, Array.MaxLength)));
    }

    private void MoveTo(int capacity)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, LeastCapacity));
        Bytes.CopyTo(buffer);
        if (_buffer is { } old)
        {
            ArrayPool<byte>.Shared.Return(old);
        }

        _buffer = buffer;
        _start = 0;
    }
}
