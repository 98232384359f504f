using System.Diagnostics;
using HdrHistogram;
using Reactor;

namespace Load;

/// <summary>
/// Messages at a fixed rate, whether answers come or not. A latency counts from when its message was due, so that a server that stalls
/// is charged for all who waited meanwhile, and not only for the one it answered late.
/// </summary>
internal sealed class PacedLoad : Workload
{
    private const long MostNanoseconds = 60_000_000_000;
    private const int Digits = 3;

    // When a window begins, the server and the caches have been somebody else's.
    private static readonly TimeSpan s_beginning = TimeSpan.FromMilliseconds(20);

    private readonly PacedConnection[] _connections;
    private readonly LongHistogram _latencies = new(1, MostNanoseconds, Digits);
    private readonly Action _sendDue;
    private readonly double _ticksPerMessage;
    private long _begin;
    private long _next;

    public PacedLoad(EventLoop loop, LoadOptions options)
        : base(loop, options)
    {
        _connections = new PacedConnection[options.Connections];
        _ticksPerMessage = (double)Stopwatch.Frequency / options.Rate;
        _sendDue = SendDue;
    }

    public override void Begin()
    {
        foreach (PacedConnection connection in _connections)
        {
            connection.Begin();
        }

        _begin = Stopwatch.GetTimestamp();
        _next = 0;
        SendDue();
    }

    public override void EndWorkers()
    {
        foreach (PacedConnection connection in _connections)
        {
            connection.ShutdownOutput();
        }
    }

    /// <summary>A connection's message has returned; counted from the beginning of the window. How the window began is not recorded.</summary>
    public void Arrived(int connection, long message, long now)
    {
        long due = _begin + (long)(((message * _connections.Length) + connection) * _ticksPerMessage);
        if (Stopwatch.GetElapsedTime(_begin, due) >= s_beginning)
        {
            double nanoseconds = Math.Max(now - due, 1) * (1e9 / Stopwatch.Frequency);
            _latencies.RecordValue(Math.Min((long)nanoseconds, MostNanoseconds));
        }
    }

    public override string Describe(bool forget)
    {
        if (_latencies.TotalCount == 0)
        {
            return "";
        }

        string text = $" p50_us={At(50):F1} p90_us={At(90):F1} p99_us={At(99):F1} p999_us={At(99.9):F1} max_us={At(100):F1}";
        if (forget)
        {
            _latencies.Reset();
        }

        return text;

        double At(double percentile) => _latencies.GetValueAtPercentile(percentile) / 1000.0;
    }

    protected override void OpenWorker(int number) => Connect(_connections[number] = new PacedConnection(this, number));

    /// <summary>Comes again in every turn, so the loop never sleeps during a window: a timer would be up to a millisecond late.</summary>
    private void SendDue()
    {
        if (Phase != Phase.Working)
        {
            return;
        }

        long due = (long)((Stopwatch.GetTimestamp() - _begin) / _ticksPerMessage);
        for (; _next <= due; _next++)
        {
            _connections[_next % _connections.Length].SendOne();
        }

        Loop.Defer(_sendDue);
    }
}
