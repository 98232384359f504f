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
internal sealed partial class Flow(World world, TcpSocket sender, TcpSocket receiver, NetworkPath path, NetworkPath back) : WorldEvent
{
    // tcp_retries2: after about a quarter of an hour without an answer the connection is given up.
    private const int MostRetries = 15;

    // tcp_synack_retries comes to about a minute, tcp_syn_retries to two; this lies between.
    private const int MostHandshakeRetries = 8;
    private const long FirstRetry = 200_000_000;
    private const long LongestRetry = 120_000_000_000;

    private readonly ByteRing _bytes = new();
    private readonly Queue<Segment> _underWay = new();
    private long _read;
    private long _arrived;
    private long _acknowledged;
    private long _sent;
    private long _written;
    private long _lastArrival;
    private int _retries;
    private bool _ends;
    private bool _endSent;
    private bool _resetIsUnderWay;
    private bool _resetIsRepeated;

    public enum Kind : byte
    {
        Connected,
        Data,
        End,
        Reset,
    }

    /// <summary>The other direction.</summary>
    public Flow Opposite { get; set; } = null!;

    /// <summary>How many bytes the receiver can read.</summary>
    public int Available => (int)(_arrived - _read);

    /// <summary>How many bytes the sender's buffer holds: they are not known to have arrived.</summary>
    public int Held => (int)(_written - _acknowledged);

    /// <summary>Whether the receiver has heard of the end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the sender knows that the receiver has heard of the end.</summary>
    public bool IsEndAcknowledged { get; private set; }

    /// <summary>Whether the sender found no room and waits to hear of some.</summary>
    public bool IsSenderWaiting { get; set; }

    private bool HasReceiver => receiver.IsReceiverOf(this);

    private bool HasSender => sender.IsSenderOf(this);

    /// <summary>What the receiver has room for. A receiver that is gone is sent everything: a probe of its window would find that out.</summary>
    private long Window => HasReceiver ? receiver.ReceiveCapacity - (_sent - _read) : long.MaxValue;

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

    /// <summary>
    /// The sender gives up: what it has not sent is lost, what is under way arrives before the news. The news is sent once: who misses it is
    /// told again only when it sends something.
    /// </summary>
    public void Reset()
    {
        if (_retries > 0)
        {
            Clear();
        }

        CancelAcknowledgement();
        _ends = false;
        _written = _sent;
        if (path.Loses())
        {
            Opposite.OnReceiverGone();
        }
        else
        {
            Put(Kind.Reset, 0, path.ArrivalOnce(0));
        }
    }

    /// <summary>The sender is gone, and something came all the same; as that would be sent again and again, so is this answer.</summary>
    public void Refuse()
    {
        _resetIsRepeated = true;
        if (!_resetIsUnderWay)
        {
            Put(Kind.Reset, 0);
        }
    }

    /// <summary>The sender has heard that the connection is over: nothing travels any more.</summary>
    public void Cut()
    {
        Clear();
        CancelAcknowledgement();
    }

    /// <summary>The receiver is gone, and the sender may not know. If it waits for the window to open, its probes will find out.</summary>
    public void OnReceiverGone()
    {
        if (HasSender)
        {
            Transmit();
        }
    }

    /// <summary>The way is partitioned, in one direction or the other. If the sender waits for the window to open, its probes are not answered.</summary>
    public void OnPartitioned()
    {
        if (_sent < _written && _underWay.Count == 0 && HasSender)
        {
            Acknowledge();
        }
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
        if (segment.Kind == Kind.Reset)
        {
            _resetIsUnderWay = false;
            _resetIsRepeated = false;
        }
        else if (!HasReceiver || (segment.Kind == Kind.Data && !receiver.TakesInput))
        {
            if (HasReceiver)
            {
                receiver.Refuse();
            }

            Opposite.Refuse();
            return;
        }

        if (HasReceiver)
        {
            Deliver(segment);
        }
    }

    private void Deliver(Segment segment)
    {
        switch (segment.Kind)
        {
            case Kind.Connected:
                receiver.OnConnected();
                break;
            case Kind.Data:
                _arrived += segment.Length;
                if (IsSenderWaiting || _sent < _written || back.IsPartitioned)
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
                if (back.IsPartitioned)
                {
                    Acknowledge();
                }
                else
                {
                    AcknowledgeEnd();
                }

                break;
            case Kind.Reset:
                receiver.OnReset();
                break;
        }
    }

    /// <summary>Sends what the receiver's window has room for.</summary>
    private void Transmit()
    {
        int length = (int)Math.Min(_written - _sent, Window);
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

    private void Put(Kind kind, int length) => Put(kind, length, path.ArrivalOf(length));

    private void Put(Kind kind, int length, long arrival)
    {
        // In order: what is slow on its way holds up what comes behind it.
        _lastArrival = Math.Max(_lastArrival, arrival);
        _resetIsUnderWay |= kind == Kind.Reset;
        _underWay.Enqueue(new Segment(_lastArrival, length, kind, world.Recorder.Sent(sender, receiver, kind, length)));
        world.UnderWay++;
        if (!IsPlanned)
        {
            world.Events.Plan(this, _lastArrival);
        }
    }

    private void Retry()
    {
        if (_resetIsUnderWay && !_resetIsRepeated)
        {
            // Who has reset a connection sends nothing again, neither the reset nor what came before it.
            Clear();
            Opposite.OnReceiverGone();
        }
        else if (++_retries > (sender.IsAnsweringHandshake ? MostHandshakeRetries : MostRetries))
        {
            GiveUp();
        }
        else
        {
            world.Events.Plan(this, world.Now + WaitBefore(_retries));
        }
    }

    /// <summary>There was no answer for too long: who is left, and sends, notices.</summary>
    private void GiveUp()
    {
        bool isRefused = _resetIsRepeated;
        bool isHandshake = sender.IsAnsweringHandshake;
        Cut();
        if (HasSender)
        {
            sender.OnTimedOut();
        }

        if ((isRefused || isHandshake) && HasReceiver)
        {
            receiver.OnTimedOut();
        }
    }

    private static long WaitBefore(int retry) => Math.Min(FirstRetry << retry, LongestRetry);

    private void Clear()
    {
        world.Events.Cancel(this);
        world.UnderWay -= _underWay.Count;
        _underWay.Clear();
        _retries = 0;
        _resetIsUnderWay = false;
        _resetIsRepeated = false;
    }

    private readonly record struct Segment(long Time, int Length, Kind Kind, long Number);
}
