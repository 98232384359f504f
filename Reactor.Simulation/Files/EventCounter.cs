using Reactor.SystemCalls;

namespace Reactor.Simulation.Files;

/// <summary>The counter of <c>eventfd(2)</c>, non-blocking.</summary>
internal sealed class EventCounter : OpenFile
{
    // The largest value is reserved; a write that would reach it finds the counter full.
    private const ulong Most = ulong.MaxValue - 1;

    private ulong _count;

    public override Readiness Readiness => (_count > 0 ? Readiness.In : Readiness.None) | (_count < Most ? Readiness.Out : Readiness.None);

    public override string Describe() => $"an event counter at {_count}";

    public override int ShortestRead(int length) => length;

    public override int ShortestWrite(int length) => length;

    public int Add()
    {
        if (_count == Most)
        {
            return -Errno.EAGAIN;
        }

        _count++;
        Notify(Readiness.In);
        return sizeof(ulong);
    }

    public int Take(out ulong count)
    {
        count = _count;
        if (count == 0)
        {
            return -Errno.EAGAIN;
        }

        _count = 0;
        Notify(Readiness.Out);
        return sizeof(ulong);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length < sizeof(ulong))
        {
            return -Errno.EINVAL;
        }

        int result = Take(out ulong count);
        if (result >= 0)
        {
            BitConverter.TryWriteBytes(buffer, count);
        }

        return result;
    }

    public override int Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(ulong))
        {
            return -Errno.EINVAL;
        }

        ulong added = BitConverter.ToUInt64(bytes);
        if (added == ulong.MaxValue)
        {
            return -Errno.EINVAL;
        }

        if (added > Most - _count)
        {
            return -Errno.EAGAIN;
        }

        _count += added;
        Notify(Readiness.In);
        return sizeof(ulong);
    }

    public override void Release()
    {
    }
}
