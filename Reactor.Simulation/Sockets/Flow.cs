using Reactor.Simulation.Core;
using Reactor.Simulation.Files;
using Reactor.Simulation.Network;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

/// <summary>One direction of a TCP connection: what was written and not read yet, and where on its way it is.</summary>
/// <remarks>
/// Positions count bytes from the beginning: <c>read ≤ arrived ≤ sent ≤ written</c>. What is under way arrives in order, each piece when the
/// path lets it; the event that is planned is the arrival of the first.
/// </remarks>
internal sealed class Flow(World world, TcpSocket sender, TcpSocket receiver, NetworkPath path, NetworkPath back) : WorldEvent
{
    // tcp_retries2: after about a quarter of an hour without an answer the connection is given up.
    private const int MostRetries = 15;
    private const long FirstRetry = 200_000_000;
    private const long LongestRetry = 120_000_000_000;

    private readonly ByteRing _bytes = new();
    private readonly Queue<Segment> _underWay = new();
    private Acknowledgement? _acknowledgement;
    private long _read;
    private long _arrived;
    private long _acknowledged;
    private long _sent;
    private long _written;
    private long _lastArrival;
    private int _retries;
    private bool _ends;
    private bool _endSent;
    private bool _isCut;

    public enum Kind : byte
    {
        Connected,
        Data,
        End,
        Reset,
    }

    /// <summary>How many bytes the receiver can read.</summary>
    public int Available => (int)(_arrived - _read);

    /// <summary>How many bytes the sender's buffer holds: they are not known to have arrived.</summary>
    public int Held => (int)(_written - _acknowledged);

    /// <summary>Whether the receiver has heard of the end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the sender found no room and waits to hear of some.</summary>
    public bool IsSenderWaiting { get; set; }

    /// <summary>Takes bytes from the sender. There is room for them.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        _written += bytes.Length;
        Transmit();
    }

    public void Read(Span<byte> buffer)
    {
        _bytes.Read(buffer);
        _read += buffer.Length;
        if (_sent < _written)
        {
            // The window has opened, and the sender waits for that.
            Acknowledge();
        }
    }

    /// <summary>The sender says that it is connected; the first of this direction.</summary>
    public void Accept() => Put(Kind.Connected, 0);

    /// <summary>The sender ends: after its bytes comes nothing.</summary>
    public void End()
    {
        _ends = true;
        Transmit();
    }

    /// <summary>The sender gives up: what it has not sent is lost, what is under way arrives before the news.</summary>
    public void Reset()
    {
        if (!_isCut)
        {
            _ends = false;
            _written = _sent;
            Put(Kind.Reset, 0);
        }
    }

    /// <summary>The sender has given up already, and something came all the same.</summary>
    public void Refuse()
    {
        _isCut = false;
        Reset();
    }

    /// <summary>Nothing travels any more, and nobody reads.</summary>
    public void Cut()
    {
        _isCut = true;
        world.Events.Cancel(this);
        if (_acknowledgement is { IsPlanned: true })
        {
            world.Events.Cancel(_acknowledgement);
            world.UnderWay--;
        }

        world.UnderWay -= _underWay.Count;
        _underWay.Clear();
    }

    internal override void Happen()
    {
        if (path.IsPartitioned)
        {
            Retry();
            return;
        }

        if (world.Now < path.ClearFrom)
        {
            world.Events.Plan(this, path.ClearFrom);
            return;
        }

        _retries = 0;
        while (_underWay.TryPeek(out Segment segment) && segment.Time <= world.Now)
        {
            _underWay.Dequeue();
            world.UnderWay--;
            Arrive(segment);
        }

        if (_underWay.TryPeek(out Segment next))
        {
            world.Events.Plan(this, next.Time);
        }
    }

    private void Arrive(Segment segment)
    {
        world.Recorder.Arrived(sender, receiver, segment.Kind, segment.Length, segment.Number);
        switch (segment.Kind)
        {
            case Kind.Connected:
                receiver.OnConnected();
                break;
            case Kind.Data when !receiver.TakesInput:
                receiver.Refuse();
                break;
            case Kind.Data:
                _arrived += segment.Length;
                if (IsSenderWaiting || _sent < _written)
                {
                    Acknowledge();
                }
                else if (_acknowledgement is not { IsPlanned: true })
                {
                    _acknowledged = _arrived;
                }

                receiver.Notify(Readiness.In);
                break;
            case Kind.End:
                HasEnded = true;
                receiver.OnEnd();
                sender.OnEndDelivered();
                break;
            case Kind.Reset:
                receiver.OnReset();
                break;
        }
    }

    /// <summary>Sends what the receiver's window has room for.</summary>
    private void Transmit()
    {
        long window = receiver.ReceiveCapacity - (_sent - _read);
        int length = (int)Math.Min(_written - _sent, window);
        if (length > 0)
        {
            _sent += length;
            Put(Kind.Data, length);
        }

        if (_ends && !_endSent && _sent == _written)
        {
            _endSent = true;
            Put(Kind.End, 0);
        }
    }

    private void Put(Kind kind, int length)
    {
        if (_isCut)
        {
            return;
        }

        // In order: what is slow on its way holds up what comes behind it.
        _lastArrival = Math.Max(_lastArrival, path.ArrivalOf(length));
        _underWay.Enqueue(new Segment(_lastArrival, length, kind, world.Recorder.Sent(sender, receiver, kind, length)));
        world.UnderWay++;
        if (!IsPlanned)
        {
            world.Events.Plan(this, _lastArrival);
        }
    }

    private void Retry()
    {
        if (++_retries > MostRetries)
        {
            Cut();
            sender.OnTimedOut();
            return;
        }

        world.Events.Plan(this, world.Now + Math.Min(FirstRetry << _retries, LongestRetry));
    }

    /// <summary>The receiver's host answers; only where the sender waits for that, since nobody else would notice.</summary>
    private void Acknowledge()
    {
        _acknowledgement ??= new Acknowledgement(this);
        if (!_acknowledgement.IsPlanned && !_isCut)
        {
            // Under way like any other packet: what it makes the sender do is still to come.
            world.UnderWay++;
            world.Events.Plan(_acknowledgement, back.ArrivalOf(0));
        }
    }

    private void OnAcknowledged()
    {
        if (back.IsPartitioned)
        {
            world.Events.Plan(_acknowledgement!, world.Now + FirstRetry);
            return;
        }

        world.UnderWay--;
        _acknowledged = _arrived;
        Transmit();
        if (IsSenderWaiting && sender.HasRoom)
        {
            IsSenderWaiting = false;
            sender.Notify(Readiness.Out);
        }
    }

    private readonly record struct Segment(long Time, int Length, Kind Kind, long Number);

    private sealed class Acknowledgement(Flow flow) : WorldEvent
    {
        internal override void Happen() => flow.OnAcknowledged();
    }
}
