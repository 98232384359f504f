using Reactor.SystemCalls;

namespace Reactor.Simulation.Files;

/// <summary>A pipe, after <c>pipe(7)</c>: two ends, 64 KiB between them, writes of up to <c>PIPE_BUF</c> bytes whole or not at all.</summary>
internal sealed class Pipe
{
    private const int Capacity = 64 * 1024;
    private const int AtomicLength = 4096;

    private readonly ByteRing _bytes = new();

    public Pipe()
    {
        Reader = new ReadEnd(this);
        Writer = new WriteEnd(this);
    }

    public OpenFile Reader { get; }

    public OpenFile Writer { get; }

    private bool HasReader { get; set; } = true;

    private bool HasWriter { get; set; } = true;

    private int Room => Capacity - _bytes.Count;

    private sealed class ReadEnd(Pipe pipe) : OpenFile
    {
        public override Readiness Readiness =>
            (pipe._bytes.Count > 0 ? Readiness.In : Readiness.None) | (pipe.HasWriter ? Readiness.None : Readiness.Hangup);

        public override string Describe() => $"the read end of a pipe with {pipe._bytes.Count} bytes";

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, pipe._bytes.Count);
            if (count == 0)
            {
                return pipe.HasWriter && buffer.Length > 0 ? -Errno.EAGAIN : 0;
            }

            pipe._bytes.Read(buffer[..count]);
            pipe.Writer.Notify();
            return count;
        }

        public override int Write(ReadOnlySpan<byte> bytes) => -Errno.EBADF;

        public override void Release()
        {
            pipe.HasReader = false;
            pipe._bytes.Clear();
            pipe.Writer.Notify();
        }
    }

    private sealed class WriteEnd(Pipe pipe) : OpenFile
    {
        // Writable means that a write of PIPE_BUF bytes fits: poll(2) promises that no smaller one would block.
        public override Readiness Readiness =>
            (pipe.Room >= AtomicLength ? Readiness.Out : Readiness.None) | (pipe.HasReader ? Readiness.None : Readiness.Error | Readiness.Out);

        public override string Describe() => $"the write end of a pipe with {pipe._bytes.Count} bytes";

        public override int Read(Span<byte> buffer) => -Errno.EBADF;

        public override int Write(ReadOnlySpan<byte> bytes)
        {
            if (!pipe.HasReader)
            {
                return -Errno.EPIPE;
            }

            int count = Math.Min(bytes.Length, pipe.Room);
            if (bytes.Length == 0)
            {
                return 0;
            }

            if (count == 0 || (bytes.Length <= AtomicLength && count < bytes.Length))
            {
                return -Errno.EAGAIN;
            }

            pipe._bytes.Write(bytes[..count]);
            pipe.Reader.Notify();
            return count;
        }

        public override void Release()
        {
            pipe.HasWriter = false;
            pipe.Reader.Notify();
        }
    }
}
