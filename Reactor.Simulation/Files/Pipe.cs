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

    /// <summary>Writable means that a write of <c>PIPE_BUF</c> bytes fits: <c>poll(2)</c> promises that no smaller one would block.</summary>
    private bool HasRoom => Room >= AtomicLength;

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

            // pipe_read wakes writers only if there was no room before.
            bool wasFull = !pipe.HasRoom;
            pipe._bytes.Read(buffer[..count]);
            if (wasFull && pipe.HasRoom)
            {
                pipe.Writer.Notify(Readiness.Out);
            }

            return count;
        }

        public override int Write(ReadOnlySpan<byte> bytes) => -Errno.EBADF;

        public override void Release()
        {
            // What was not read stays and fills the pipe: a full one does not become writable by that.
            pipe.HasReader = false;
            pipe.Writer.Notify();
        }
    }

    private sealed class WriteEnd(Pipe pipe) : OpenFile
    {
        public override Readiness Readiness =>
            (pipe.HasRoom ? Readiness.Out : Readiness.None) | (pipe.HasReader ? Readiness.None : Readiness.Error);

        // pipe(7): up to PIPE_BUF bytes are written whole. A longer write stays longer, or it would be refused where a part fits.
        public override int ShortestWrite(int length) => Math.Min(length, AtomicLength + 1);

        public override string Describe() => $"the write end of a pipe with {pipe._bytes.Count} bytes";

        public override int Read(Span<byte> buffer) => -Errno.EBADF;

        public override int Write(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty)
            {
                return 0;
            }

            if (!pipe.HasReader)
            {
                return -Errno.EPIPE;
            }

            int count = Math.Min(bytes.Length, pipe.Room);

            if (count == 0 || (bytes.Length <= AtomicLength && count < bytes.Length))
            {
                return -Errno.EAGAIN;
            }

            pipe._bytes.Write(bytes[..count]);
            pipe.Reader.Notify(Readiness.In);
            return count;
        }

        public override void Release()
        {
            pipe.HasWriter = false;
            pipe.Reader.Notify();
        }
    }
}
