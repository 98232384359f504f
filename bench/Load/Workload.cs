using System.Net;
using Reactor;
using Reactor.Handlers;

namespace Load;

/// <summary>One kind of load: its connections, and what has become of what they sent.</summary>
internal abstract class Workload(EventLoop loop, LoadOptions options)
{
    // Each has its own ports, and closed connections, which keep their port for a minute, do not use them up.
    private const int SourceAddresses = 250;
    private const int MostReports = 10;

    private readonly ConnectOptions[] _sources =
        [.. Enumerable.Range(2, SourceAddresses).Select(host => new ConnectOptions { LocalEndPoint = new IPEndPoint(new IPAddress([127, 0, 0, (byte)host]), 0) })];

    private int _nextSource;

    public EventLoop Loop => loop;

    public LoadOptions Options => options;

    public Pattern Pattern { get; } = options.IsText || options.Mode == "broadcast" ? Pattern.Lines(options.Size) : Pattern.Random();

    public Phase Phase { get; set; } = Phase.Opening;

    /// <summary>How many connections are opened before the first window.</summary>
    public virtual int Total => options.Idle + options.Connections;

    /// <summary>How many of them are made, and known to be served where that can be known.</summary>
    public int Opened { get; set; }

    /// <summary>How many that work are open.</summary>
    public int Working { get; set; }

    public long BytesInFlight { get; set; }

    /// <summary>What has returned: messages, or the bytes of streams.</summary>
    public long Count { get; set; }

    /// <summary>How much of <see cref="Count"/> is one message.</summary>
    public virtual int CountPerMessage => 1;

    public int Errors { get; private set; }

    /// <summary>Whether a half-close may overtake what was sent, and everything still returns.</summary>
    public virtual bool EndsInFlight => true;

    /// <summary>Whether all that was sent has returned.</summary>
    public virtual bool IsQuiet => BytesInFlight == 0;

    public static Workload Create(EventLoop loop, LoadOptions options) => options.Mode switch
    {
        "streams" => new StreamLoad(loop, options),
        "churn" => new ChurnLoad(loop, options),
        "paced" => new PacedLoad(loop, options),
        "broadcast" => new BroadcastLoad(loop, options),
        _ => new EchoLoad(loop, options),
    };

    /// <summary>Starts to open one of <see cref="Total"/> connections.</summary>
    public void Open(int number)
    {
        if (number < options.Idle)
        {
            Connect(new IdleConnection(this, number));
        }
        else
        {
            OpenWorker(number - options.Idle);
        }
    }

    /// <summary>All connections begin to send, in a new window.</summary>
    public abstract void Begin();

    /// <summary>All connections half-close; they are gone when the server has returned everything and its end.</summary>
    public abstract void EndWorkers();

    /// <summary>What a window has to tell besides its counts.</summary>
    public virtual string Describe(bool forget) => "";

    /// <summary>Bytes have returned.</summary>
    public void Returned(int bytes, long count)
    {
        BytesInFlight -= bytes;
        Count += count;
        StopIfQuiet();
    }

    public void StopIfQuiet()
    {
        if (Phase == Phase.Ending ? Working == 0 : Phase == Phase.Pausing && IsQuiet)
        {
            loop.Stop();
        }
    }

    /// <summary>A connection that works is over.</summary>
    public void Closed(long bytesInFlight)
    {
        BytesInFlight -= bytesInFlight;
        Working--;
        StopIfQuiet();
    }

    public void Report(string what)
    {
        if (++Errors <= MostReports)
        {
            Console.Error.WriteLine($"load: {what}");
        }

        loop.Stop();
    }

    public void Connect(ConnectionHandler handler) => loop.Connect(options.Server, handler, NextSource());

    protected ConnectOptions NextSource() => _sources[_nextSource++ % SourceAddresses];

    protected abstract void OpenWorker(int number);
}
