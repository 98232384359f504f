using System.Globalization;
using System.Text.Json;
using Reactor.Diagnostics;
using Reactor.Simulation.Sockets;

namespace Reactor.Simulation.Tracing;

/// <summary>Turns the records of a run into a file that trace viewers open.</summary>
/// <remarks>
/// The run may have been stopped anywhere, and its beginning may be forgotten: what has not ended is ended with what it is in, and an
/// arrow without a beginning is left out.
/// </remarks>
internal sealed class TraceFile
{
    // A packet takes no time to arrive, but an arrow needs something to point at. Those of one moment are drawn side by side.
    private const long PacketWidth = 10;

    private readonly Simulation _simulation;
    private readonly Recorder _recorder;
    private readonly TraceEvents _events;
    private readonly CallbackNames _names = new();
    private readonly Row[] _rows;
    private long _firstPacket = long.MaxValue;

    private TraceFile(Simulation simulation, Utf8JsonWriter json, long start)
    {
        _simulation = simulation;
        _recorder = simulation.World.Recorder;
        _events = new TraceEvents(json, start);
        _rows = new Row[simulation.Hosts.Count + 1];
    }

    public static void Write(Simulation simulation, string path, long start)
    {
        using FileStream stream = File.Create(path);
        using Utf8JsonWriter json = new(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ns");
        json.WriteStartObject("otherData");
        json.WriteString("seed", simulation.Seed.ToString(CultureInfo.InvariantCulture));
        json.WriteString("forgotten", simulation.World.Recorder.Forgotten.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteStartArray("traceEvents");
        new TraceFile(simulation, json, start).WriteEvents();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteEvents()
    {
        _events.NameProcess(TraceEvents.Simulation, $"simulation, seed {_simulation.Seed}");
        foreach (SimulatedHost host in _simulation.Hosts)
        {
            _events.NameProcess(host.Number, host.Name);
            _events.NameRows(host.Number);
        }

        long last = 0;
        foreach (Record record in _recorder.Kept())
        {
            last = record.Time;
            WriteRecord(record);
        }

        for (int host = 1; host < _rows.Length; host++)
        {
            EndTurn(host, last);
        }
    }

    private void WriteRecord(in Record record)
    {
        int host = record.Host;
        EndBefore(host, record.Time);
        switch (record.Kind)
        {
            case RecordKind.Turn:
                EndTurn(host, record.Time);
                _events.BeginTurn(host, record.Length, record.Time);
                _rows[host].Turn = EndOf(record);
                break;
            case RecordKind.Callback:
                WriteCallback(record);
                break;
            case RecordKind.Sent:
                WriteSent(record);
                break;
            case RecordKind.Arrived:
                WriteArrived(record);
                break;
            case RecordKind.Fault:
                _events.Moment(host, (string)record.Subject!, "fault", host == TraceEvents.Simulation ? 'p' : 't', record.Time);
                break;
            case RecordKind.Mark:
                _events.Moment(host, (string)record.Subject!, "mark", 'p', record.Time);
                break;
            case RecordKind.Failure:
                _events.Moment(host, "failure", "failure", 'g', record.Time, (string)record.Subject!);
                break;
        }
    }

    private void WriteCallback(in Record record)
    {
        // Those of one loop do not nest. A loop that is disposed calls back outside of any turn, perhaps in the moment in which one ends.
        EndCallback(record.Host, record.Time);
        if (record.Length == 0)
        {
            EndTurn(record.Host, record.Time);
        }

        _events.BeginSlice(record.Host, _names.Of((Type?)record.Subject, (LoopCallback)record.Detail), "callback", record.Time);
        _rows[record.Host].Callback = EndOf(record);
    }

    /// <summary>What is sent in a turn comes from what is open there; anything else the kernel does by itself, or the test did.</summary>
    private void WriteSent(in Record record)
    {
        bool onLoop = _rows[record.Host] is { Turn: not null } or { Callback: not null };
        long time = onLoop ? record.Time : WritePacket(record, "leaves", "to");
        _firstPacket = Math.Min(_firstPacket, record.Number);
        _events.Arrow('s', record.Host, onLoop, $"{(Flow.Kind)record.Detail}", record.Number, time);
    }

    private void WriteArrived(in Record record)
    {
        long time = WritePacket(record, "arrives", "from");

        // Packets are numbered in the order in which they left: an earlier one has its beginning among what is forgotten.
        if (record.Number >= _firstPacket)
        {
            _events.Arrow('f', record.Host, onLoop: false, $"{(Flow.Kind)record.Detail}", record.Number, time);
        }
    }

    /// <returns>Where the packet stands.</returns>
    private long WritePacket(in Record record, string verb, string preposition)
    {
        ref Row row = ref _rows[record.Host];
        long time = Math.Max(record.Time, row.NetworkFree);
        row.NetworkFree = time + PacketWidth;
        _events.Packet(
            record.Host, $"{(Flow.Kind)record.Detail} {verb}", record.Length, preposition, ((SimulatedHost)record.Subject!).Name, time, PacketWidth);
        return time;
    }

    private static long EndOf(in Record record) => record.Number == 0 ? long.MaxValue : record.Number;

    /// <summary>Ends what has ended by now; what ends in this very moment still holds what happens in it.</summary>
    private void EndBefore(int host, long now)
    {
        if (_rows[host].Callback < now)
        {
            EndCallback(host, now);
        }

        if (_rows[host].Turn < now)
        {
            EndTurn(host, now);
        }
    }

    private void EndTurn(int host, long now)
    {
        ref Row row = ref _rows[host];
        long end = Math.Min(row.Turn ?? now, now);
        EndCallback(host, end);
        if (row.Turn is not null)
        {
            _events.EndSlice(host, end);
            row.Turn = null;
        }
    }

    private void EndCallback(int host, long now)
    {
        ref Row row = ref _rows[host];
        if (row.Callback is { } end)
        {
            _events.EndSlice(host, Math.Min(end, now));
            row.Callback = null;
        }
    }

    /// <summary>One host, so far.</summary>
    private struct Row
    {
        /// <summary>When the turn ends that was begun on the loop's row; null when none was.</summary>
        public long? Turn;

        /// <summary>The same for a callback.</summary>
        public long? Callback;

        /// <summary>From when there is room on the network's row.</summary>
        public long NetworkFree;
    }
}
