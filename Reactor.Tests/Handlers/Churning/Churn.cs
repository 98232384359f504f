using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Handlers.Churning;

/// <summary>Clients that come and go, in all manners, and their servers, on one loop and the real kernel. A fixed seed chooses the manners.</summary>
internal sealed class Churn : IDisposable
{
    private const int MostComplaints = 20;
    private const int EchoesOf100 = 48;

    private static readonly ConnectionOptions s_impatient = new() { IdleTimeout = TimeSpan.FromMilliseconds(20) };
    private static readonly Manner[] s_otherManners = [.. Enum.GetValues<Manner>().Where(manner => manner != Manner.Echo)];
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(10);

    private readonly Random _random = new(4711);
    private readonly List<string> _complaints = [];
    private readonly EndPoint _server;
    private readonly EndPoint _impatientServer;
    private readonly EndPoint _lineServer;
    private long _fullSpeedUntil;

    public Churn()
    {
        Loop = new EventLoop(new EventLoopOptions { FaultPolicy = Contain });
        _server = Listen(static () => new ChurnServer());
        _impatientServer = Listen(static () => new ChurnServer { Options = s_impatient });
        _lineServer = Listen(static () => new ChurnLines());
    }

    public EventLoop Loop { get; }

    /// <summary>How many clients have come.</summary>
    public long Started { get; private set; }

    /// <summary>How many of them have gone.</summary>
    public long Ended { get; private set; }

    /// <summary>The first things that were not as they should be.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Lets clients come at a steady rate for some time, and waits until all have gone.</summary>
    public void RunAtRate(int clientsPerSecond, TimeSpan time)
    {
        int clientsPerBeat = (int)(clientsPerSecond * s_beat.TotalSeconds);
        Assert.That(clientsPerBeat, Is.Positive, "So few clients that none would come.");
        using (Loop.ScheduleRepeating(s_beat, () => Start(clientsPerBeat)))
        {
            Loop.RunFor(time);
        }

        WaitUntilAllHaveGone();
    }

    /// <summary>Lets clients come as fast as others go, so many at a time.</summary>
    public void RunAtFullSpeed(int clients, int atATime)
    {
        _fullSpeedUntil = Started + clients;
        Start(atATime);
        WaitUntilAllHaveGone();
    }

    public void Dispose() => Loop.Dispose();

    private void WaitUntilAllHaveGone() =>
        Loop.RunUntil(() => Ended == Started && Started >= _fullSpeedUntil && Loop.Statistics.OpenConnections == 0);

    private EndPoint Listen(Func<ConnectionHandler> handlerFactory) =>
        Loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), handlerFactory).LocalEndPoint;

    private void Start(int clients)
    {
        for (; clients > 0; clients--)
            StartOne();
    }

    private void StartOne()
    {
        Started++;
        Manner manner = _random.Next(100) < EchoesOf100 ? Manner.Echo : s_otherManners[_random.Next(s_otherManners.Length)];
        ConnectAttempt attempt = Loop.Connect(ServerOf(manner), new ChurnClient(manner, Over));
        if (manner == Manner.Cancelled)
        {
            attempt.Cancel();
        }
    }

    private EndPoint ServerOf(Manner manner) => manner switch
    {
        Manner.Lingers => _impatientServer,
        Manner.HalfLine or Manner.UnfinishedLine => _lineServer,
        _ => _server,
    };

    private void Over(ChurnClient client)
    {
        Ended++;
        if (client.Complaint is { } complaint)
        {
            Complain(complaint);
        }

        if (Started < _fullSpeedUntil)
        {
            StartOne();
        }
    }

    private FaultAction Contain(LoopFault fault)
    {
        if (fault.Exception is not ChurnServer.DeliberateException)
        {
            Complain(fault.Exception.ToString());
        }

        return FaultAction.Contain;
    }

    private void Complain(string complaint)
    {
        if (_complaints.Count < MostComplaints)
        {
            _complaints.Add(complaint);
        }
    }
}
