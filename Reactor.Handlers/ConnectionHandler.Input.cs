using System.Net.Sockets;
using Reactor.Polling;
using Reactor.SystemCalls;

namespace Reactor.Handlers;

// How input gets from the socket to the callbacks.
public abstract partial class ConnectionHandler
{
    /// <summary>Whether a frame may be delivered at this moment.</summary>
    private protected bool CanDeliver => !Has(State.UserPaused | State.OutputPaused | State.Closing | State.Closed);

    /// <summary>Whether input is kept that a pause held back.</summary>
    private protected virtual bool HasKeptInput => false;

    void IConnection.OnResumed()
    {
        Clear(State.Resumed);
        if (!Has(State.Closing | State.Closed))
        {
            Guarded(static connection => connection.DeliverKept());
        }
    }

    /// <summary>Delivers what was received: as it came, or cut into frames.</summary>
    private protected virtual void Deliver(ReadOnlySpan<byte> bytes) => OnReceived(bytes);

    /// <summary>Delivers what was kept, as far as pauses allow.</summary>
    private protected virtual void DeliverKept()
    {
    }

    /// <summary>Gives up what was kept.</summary>
    private protected virtual void DropKeptInput()
    {
    }

    /// <summary>The peer has ended its side.</summary>
    private protected virtual void DeliverEnd() => OnInputEnded();

    /// <summary>Asks for <see cref="DeliverKept"/> in the next turn.</summary>
    private protected void DeliverKeptSoon()
    {
        if (!Has(State.Resumed))
        {
            Set(State.Resumed);
            Core.Connections.Resumed.Enqueue(this);
        }
    }

    /// <summary>Ends the connection because the peer does not keep to the protocol.</summary>
    private protected void FailFrame(Exception cause) => Finish(new CloseReason(CloseKind.BadFrame, Exception: cause), reset: true);

    /// <summary>Reads until the kernel has no more, a pause, or the end of the byte budget. Almost always that is one read.</summary>
    private void ReadInput()
    {
        if (ReadOnce(Core.ReceiveBuffer))
        {
            ReadOn(Core.Options.ReadBudget - Core.ReceiveBuffer.Length);
        }
    }

    private void ReadOn(int budget)
    {
        while (budget > 0)
        {
            Core.Context.Restore();
            FlushBeforeReadingOn();
            Span<byte> buffer = Core.ReceiveBuffer;
            if (buffer.Length > budget)
            {
                buffer = buffer[..budget];
            }

            if (!ReadOnce(buffer))
            {
                return;
            }

            budget -= buffer.Length;
        }

        Core.Statistics.ReadBudgetsSpent++;
    }

    /// <summary>Receives once and delivers it.</summary>
    /// <returns>Whether to ask again. Less than was asked for means that there was no more; asking again would cost a call to hear so.</returns>
    private bool ReadOnce(Span<byte> buffer)
    {
        int count = _socket!.ReceiveRaw(buffer);
        if (count <= 0)
        {
            EndRead(count);
            return false;
        }

        if (_clock is { } clock)
        {
            // A close counts from this moment: a slow turn is none of the peer's doing.
            clock.Received = Has(State.Closing) ? Core.Kernel.MonotonicNanoseconds : Now;
        }

        Take(buffer[..count]);
        return count == buffer.Length && WantsInput;
    }

    private bool WantsInput => _socket!.IsOpen && (Has(State.Closing) ? Has(State.OutputEnded) : IsReading && !HasKeptInput);

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (Has(State.Closing))
        {
            Discard(bytes.Length);
            return;
        }

        Deliver(bytes);
    }

    /// <summary>A close throws away what still comes, but not without end.</summary>
    private void Discard(int count)
    {
        RareState rare = _rare ??= new RareState();
        rare.Discarded += count;
        if (rare.Discarded > Options.CloseDrainLimit)
        {
            Finish(new CloseReason(CloseKind.CloseDrainLimit), reset: true);
        }
    }

    private void FlushBeforeReadingOn()
    {
        if (HasOutput && !Has(State.WriteBlocked | State.Closed))
        {
            Flush();
        }
    }

    private void EndRead(int result)
    {
        if (result == -Errno.EAGAIN)
        {
            return;
        }

        if (Errno.IsShortage(-result))
        {
            Starve();
            return;
        }

        // A send may have taken the error of a reset, and then the read just ends: that is no end of the peer's input.
        if (result < 0 || _rare?.Reason is { Error: not SocketError.Shutdown })
        {
            Finish(_rare?.Reason ?? Failure(-result), reset: true);
            return;
        }

        Set(State.InputEnded);
        if (!Has(State.Closing))
        {
            DeliverEnd();
        }
    }

    private void OnReadingResumed()
    {
        if (_clock is { } clock && !Has(State.Closing))
        {
            clock.Began = Core.Kernel.MonotonicNanoseconds;
            clock.Wind();
        }

        if (HasKeptInput)
        {
            DeliverKeptSoon();
        }

        UpdateInterestSoon();
    }
}
