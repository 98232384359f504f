using System.ComponentModel;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Reactor.Handlers;

namespace Reactor.Micro;

[Description("A buffer of 256,000 bytes is cut into lines of so many bytes, line feed included. The time is that of a thousand bytes.")]
public class Lines
{
    private const int Thousands = 256;

    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private readonly LineCounter _lines = new();
    private byte[] _input = [];

    /// <summary>How long a line is, with its end.</summary>
    [Params(20, 64, 1_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _loop.Adopt(new SafeSocketHandle(10, ownsHandle: false), _lines);
        _input = new byte[Thousands * 1_000];
        for (int index = 0; index < _input.Length; index++)
            _input[index] = (byte)((index + 1) % Length == 0 ? '\n' : 'a');

        Warmth.Give(() =>
        {
            Handler();
            IndexOf();
            ByteByByte();
        });
    }

    [Benchmark(Description = "lines: LineHandler", OperationsPerInvoke = Thousands)]
    [Ours]
    [Bytes(1_000)]
    public long Handler()
    {
        _lines.Feed(_input);
        return _lines.Bytes;
    }

    [Benchmark(Description = "lines: Span.IndexOf", OperationsPerInvoke = Thousands)]
    [Bytes(1_000)]
    public long IndexOf()
    {
        long bytes = 0;
        ReadOnlySpan<byte> left = _input;
        for (int end; (end = left.IndexOf((byte)'\n')) >= 0; left = left[(end + 1)..])
            bytes += Line(left[..end]);

        return bytes;
    }

    [Benchmark(Description = "lines: byte by byte", OperationsPerInvoke = Thousands)]
    [Bytes(1_000)]
    public long ByteByByte()
    {
        long bytes = 0;
        int start = 0;
        for (int index = 0; index < _input.Length; index++)
        {
            if (_input[index] == (byte)'\n')
            {
                bytes += Line(_input.AsSpan(start, index - start));
                start = index + 1;
            }
        }

        return bytes;
    }

    private static int Line(ReadOnlySpan<byte> line) => line.Length;

    private sealed class LineCounter : LineHandler
    {
        public long Bytes { get; private set; }

        public void Feed(ReadOnlySpan<byte> bytes) => OnReceived(bytes);

        protected override void OnLine(ReadOnlySpan<byte> line) => Bytes += line.Length;
    }
}
