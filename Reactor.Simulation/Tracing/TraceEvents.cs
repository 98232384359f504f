using System.Text.Json;

namespace Reactor.Simulation.Tracing;

/// <summary>Writes events of the Chrome trace-event format: slices, arrows, marks and names.</summary>
/// <remarks>
/// Every host is a process of two rows: its loop, and its network, where packets that come while nobody has a turn can be seen.
/// Process 1 is the simulation itself. Times are microseconds from the start, with the nanoseconds behind the point.
/// </remarks>
internal sealed class TraceEvents(Utf8JsonWriter json, long start)
{
    // What lies in the writer is given to the file in pieces of this size.
    private const int Piece = 1 << 16;

    public const int Simulation = 0;

    public void NameProcess(int host, string name)
    {
        NameOf("process_name", Process(host), Loop(host), name);
        Begin("process_sort_index", 'M', Process(host), Loop(host));
        json.WriteStartObject("args");
        json.WriteNumber("sort_index", host);
        json.WriteEndObject();
        End();
    }

    public void NameRows(int host)
    {
        NameOf("thread_name", Process(host), Loop(host), "loop");
        NameOf("thread_name", Process(host), Network(host), "network");
    }

    /// <summary>A slice begins on the loop's row.</summary>
    public void BeginSlice(int host, string name, string category, long time)
    {
        Begin(name, 'B', Process(host), Loop(host), time);
        json.WriteString("cat", category);
        End();
    }

    public void BeginTurn(int host, long number, long time)
    {
        Begin("turn", 'B', Process(host), Loop(host), time);
        json.WriteString("cat", "turn");
        json.WriteStartObject("args");
        json.WriteNumber("number", number);
        json.WriteEndObject();
        End();
    }

    public void EndSlice(int host, long time)
    {
        json.WriteStartObject();
        Place('E', Process(host), Loop(host), time);
        End();
    }

    /// <summary>A packet, seen on the network's row.</summary>
    public void Packet(int host, string name, int length, string preposition, string other, long time, long duration)
    {
        Begin(name, 'X', Process(host), Network(host), time);
        json.WriteNumber("dur", duration / 1000.0);
        json.WriteString("cat", "network");
        json.WriteStartObject("args");
        json.WriteNumber("length", length);
        json.WriteString(preposition, other);
        json.WriteEndObject();
        End();
    }

    /// <summary>An arrow begins (s) or ends (f) at the slice that encloses its time.</summary>
    public void Arrow(char phase, int host, bool onLoop, string name, long number, long time)
    {
        Begin(name, phase, Process(host), onLoop ? Loop(host) : Network(host), time);
        json.WriteString("cat", "network");
        json.WriteNumber("id", number);
        json.WriteString("bp", "e");
        End();
    }

    /// <summary>A moment: of one row (t), of one process (p) or of all (g).</summary>
    public void Moment(int host, string name, string category, char scope, long time, string? message = null)
    {
        Begin(name, 'i', Process(host), Loop(host), time);
        json.WriteString("cat", category);
        json.WriteString("s", [scope]);
        if (message is not null)
        {
            json.WriteStartObject("args");
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        End();
    }

    private static int Process(int host) => host + 1;

    // Some viewers tell threads by their number alone, so each has one of its own.
    private static int Loop(int host) => 2 * Process(host);

    private static int Network(int host) => (2 * Process(host)) + 1;

    private void NameOf(string what, int process, int thread, string name)
    {
        Begin(what, 'M', process, thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        End();
    }

    private void Begin(string name, char phase, int process, int thread, long? time = null)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        Place(phase, process, thread, time);
    }

    private void Place(char phase, int process, int thread, long? time)
    {
        json.WriteString("ph", [phase]);
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        if (time is { } moment)
        {
            json.WriteNumber("ts", (moment - start) / 1000.0);
        }
    }

    private void End()
    {
        json.WriteEndObject();
        if (json.BytesPending > Piece)
        {
            json.Flush();
        }
    }
}
