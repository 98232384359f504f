using Reactor.Diagnostics;
using Reactor.Simulation.Core;
using Reactor.Simulation.Sockets;

namespace Reactor.Simulation.Tracing;

/// <summary>Remembers what happened last, for a picture of it. It only looks: a run is the same with and without it.</summary>
/// <remarks>A ring that grows while the run is short. In steady state a record is a store of 32 bytes, and nothing is allocated.</remarks>
internal sealed class Recorder(World world)
{
    // Powers of two, so that the place of a record is a mask.
    private const int Fewest = 1 << 8;
    private const long None = -1;

    private Record[] _records = new Record[Fewest];
    private long _packets;
    private long _turn = None;
    private long _callback = None;

    public bool IsOn
    {
        get;
        set
        {
            field = value;
            _turn = None;
            _callback = None;
        }
    } = true;

    /// <summary>How many records are kept, a power of two: 8 MB of them.</summary>
    public int Most { get; set; } = 1 << 18;

    /// <summary>How many records there were, the forgotten ones included.</summary>
    public long Total { get; private set; }

    /// <summary>How many are forgotten.</summary>
    public long Forgotten => Math.Max(0, Total - _records.Length);

    /// <summary>What is still known, in the order in which it happened.</summary>
    public IEnumerable<Record> Kept()
    {
        for (long index = Forgotten; index < Total; index++)
        {
            yield return _records[index & (_records.Length - 1)];
        }
    }

    public void TurnBegan(SimulatedHost host, long number)
    {
        if (IsOn)
        {
            _turn = Total;
            Add(RecordKind.Turn, host, length: (int)number);
        }
    }

    public void TurnEnded() => End(ref _turn);

    public void CallbackBegan(SimulatedHost host, LoopCallback callback, object? culprit)
    {
        if (IsOn)
        {
            _callback = Total;
            Add(RecordKind.Callback, host, length: _turn == None ? 0 : 1, detail: (byte)callback, subject: culprit?.GetType());
        }
    }

    public void CallbackEnded() => End(ref _callback);

    /// <summary>A packet leaves.</summary>
    /// <returns>Its number, to be told when it arrives; 0 for none.</returns>
    public long Sent(TcpSocket from, TcpSocket to, Flow.Kind kind, int length)
    {
        if (!IsOn)
        {
            return 0;
        }

        Add(RecordKind.Sent, from.Sockets.Host, ++_packets, length, (byte)kind, to.Sockets.Host);
        return _packets;
    }

    public void Arrived(TcpSocket from, TcpSocket to, Flow.Kind kind, int length, long number) =>
        Add(RecordKind.Arrived, to.Sockets.Host, number, length, (byte)kind, from.Sockets.Host);

    public void Fault(SimulatedHost? host, string what) => Add(RecordKind.Fault, host, subject: what);

    public void Mark(SimulatedHost host, string what) => Add(RecordKind.Mark, host, subject: what);

    public void Failure(string message) => Add(RecordKind.Failure, null, subject: message);

    /// <summary>What began with a record ends now. The record itself is told: one is cheaper than two.</summary>
    private void End(ref long index)
    {
        if (index != None && index >= Forgotten)
        {
            _records[index & (_records.Length - 1)].Number = world.Now;
        }

        index = None;
    }

    private void Add(RecordKind kind, SimulatedHost? host, long number = 0, int length = 0, byte detail = 0, object? subject = null)
    {
        if (!IsOn)
        {
            return;
        }

        if (Total == _records.Length && Total < Most)
        {
            Array.Resize(ref _records, _records.Length * 2);
        }

        _records[Total++ & (_records.Length - 1)] = new Record(world.Now, subject, number, length, (ushort)(host?.Number ?? 0), kind, detail);
    }
}
