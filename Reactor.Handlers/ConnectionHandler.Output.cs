using System.Diagnostics;
using System.Runtime.CompilerServices;
using Reactor.Polling;
using Reactor.SystemCalls;

namespace Reactor.Handlers;

// How output gets from the callers to the socket, and how it ends.
public abstract partial class ConnectionHandler
{
    /// <summary>From this size on bytes are sent from where they are, if nothing is queued; below it one copy saves a call.</summary>
    private const int DirectSendFrom = 4 * 1024;

    // In the connection's own callback, made, and neither ended nor full: then what is sent can gather.
    private const State Gathers = State.InCallback | State.Made;
    private const State GathersMask = Gathers | State.OutputEnding | State.OutputEnded | State.Closed | State.WriteBlocked;

    private bool CanSend => _socket is not null && !Has(State.OutputEnding | State.OutputEnded | State.Closed);

    private OutputQueue Output => _output ??= OutputPool.Of(Core).Rent();

    private bool HasOutput => _output is not null || Has(State.Corked);

    void IConnection.OnFlush()
    {
        Clear(State.Dirty);
        if (!Has(State.Closed))
        {
            Guarded(static connection =>
            {
                if (!connection.IsWriteBlocked)
                {
                    connection.Flush();
                }
            });
        }
    }

    /// <summary>Sends bytes and then a CR LF.</summary>
    /// <param name="line">The bytes.</param>
    /// <param name="member">What was called, for the message to who calls it elsewhere.</param>
    private protected SendOutcome SendWithLineEnd(ReadOnlySpan<byte> line, string member)
    {
        VerifyAccess(member);
        if ((IsGathering || BeginsGathering()) && Core.Cork.TryAppendLine(line))
        {
            return Gathered();
        }

        return SendAnyway(line) == SendOutcome.Closed ? SendOutcome.Closed : Send("\r\n"u8);
    }

    /// <summary>
    /// Whether what is sent can gather as before in this callback: no water mark is passed and nothing else needs to be done, until the cork
    /// says that it has no room.
    /// </summary>
    private bool IsGathering => (_state & (GathersMask | State.Corked)) == (Gathers | State.Corked);

    /// <summary>
    /// The short way of most sends: in the connection's own callback, with nothing queued, bytes need no queue; they go out when it returns.
    /// </summary>
    /// <returns>Whether what is sent first in this callback can gather.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool BeginsGathering()
    {
        // A callback may run inside another connection's, and then the cork may be that one's.
        if ((_state & GathersMask) != Gathers || _output is not null || Core.Cork.Length > 0)
        {
            return false;
        }

        Core.Cork.Begin(_options.GatherLimit);
        return true;
    }

    private SendOutcome Gathered()
    {
        Debug.Assert(_output is null, "What gathers goes out first, so nothing may be queued.");
        Set(State.Corked | State.DrainOwed);
        return SendOutcome.Queued;
    }

    /// <summary>The long way of a send, with all that may have to be done.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SendOutcome SendAnyway(ReadOnlySpan<byte> bytes)
    {
        if (!CanSend)
        {
            return SendOutcome.Closed;
        }

        if (bytes.Length >= DirectSendFrom && QueuedBytes == 0)
        {
            return SendDirect(bytes);
        }

        if (bytes.IsEmpty)
        {
            return QueuedBytes == 0 ? SendOutcome.Sent : SendOutcome.Queued;
        }

        return MakeRoomFor(bytes.Length) ? Enqueue(bytes) : SendOutcome.Closed;
    }

    private SendOutcome SendDirect(ReadOnlySpan<byte> bytes)
    {
        int taken = _socket!.SendRaw(bytes);
        if (taken > 0)
        {
            NoteProgress();
        }

        if (taken == bytes.Length)
        {
            return SendOutcome.Sent;
        }

        if (taken < 0 && !SendResult.IsTransient(-taken))
        {
            BreakOutput(-taken);
            UpdateInterestSoon();
            return SendOutcome.Closed;
        }

        ReadOnlySpan<byte> rest = bytes[Math.Max(taken, 0)..];
        if (!MakeRoomFor(rest.Length))
        {
            return SendOutcome.Closed;
        }

        Block(taken);
        return Enqueue(rest);
    }

    private SendOutcome Enqueue(ReadOnlySpan<byte> bytes)
    {
        Uncork();
        Output.Append(bytes);
        AfterEnqueue();
        return SendOutcome.Queued;
    }

    /// <summary>Moves what has gathered to a queue, because more comes than there is room for, or it has to wait.</summary>
    private void Uncork()
    {
        if (Has(State.Corked))
        {
            Clear(State.Corked);
            Output.Append(Core.Cork.Bytes);
            Core.Cork.Clear();
        }
    }

    private bool MakeRoomFor(int count)
    {
        if (Fits(count))
        {
            return true;
        }

        if (!Has(State.WriteBlocked))
        {
            // The kernel was not offered everything yet; what it takes does not count.
            Flush();
            if (!CanSend)
            {
                return false;
            }

            if (Fits(count))
            {
                return true;
            }
        }

        Finish(new CloseReason(CloseKind.OutputLimit), reset: true);
        return false;
    }

    private bool Fits(int count) => (long)QueuedBytes + count <= Options.OutputLimit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AfterEnqueue()
    {
        Set(State.DrainOwed);
        if (QueuedBytes > Options.HighWaterMark && (Options.PauseReadingOnHighOutput ?? Has(State.Accepted)))
        {
            Set(State.OutputPaused);
        }

        if (!Has(State.InCallback))
        {
            FlushSoon();
        }
    }

    /// <summary>What was sent from elsewhere goes out at the end of the turn, or when the kernel takes more.</summary>
    private void FlushSoon()
    {
        if (Has(State.WriteBlocked))
        {
            UpdateInterest();
        }
        else
        {
            MarkDirty();
        }
    }

    private void MarkDirty()
    {
        if (!Has(State.Dirty))
        {
            Set(State.Dirty);
            Core.Connections.Dirty.Enqueue(this);
        }
    }

    /// <summary>Sends what is queued, as far as the kernel takes it.</summary>
    private void Flush()
    {
        if (Has(State.Corked))
        {
            FlushCork();
        }
        else if (_output is { } output)
        {
            FlushQueue(output);
        }
        else
        {
            Clear(State.WriteBlocked);
            return;
        }

        if (Has(State.OutputPaused) && QueuedBytes <= Options.LowWaterMark)
        {
            Clear(State.OutputPaused);
            OnReadingResumed();
        }
    }

    private void FlushCork()
    {
        Clear(State.Corked);
        ReadOnlySpan<byte> bytes = Core.Cork.Bytes;
        int taken = _socket!.SendRaw(bytes);
        if (taken > 0)
        {
            NoteProgress();
        }

        bool waits = taken < bytes.Length && (taken >= 0 || SendResult.IsTransient(-taken));
        if (waits)
        {
            Output.Append(bytes[Math.Max(taken, 0)..]);
        }

        Core.Cork.Clear();
        if (waits)
        {
            Block(taken);
        }
        else if (taken < 0)
        {
            BreakOutput(-taken);
        }
    }

    private void FlushQueue(OutputQueue output)
    {
        int result = output.Flush(_socket!, out int sent);
        if (sent > 0)
        {
            NoteProgress();
        }

        if (result == 0)
        {
            ReleaseOutput();
            Clear(State.WriteBlocked);
        }
        else if (SendResult.IsTransient(-result))
        {
            Block(result);
        }
        else
        {
            BreakOutput(-result);
        }
    }

    private void NoteProgress()
    {
        if (_clock is { } clock)
        {
            // Of what was held up, or has to be out for a close, the last byte counts from this moment, however long the turn has taken by then.
            clock.Progress = Has(State.WriteBlocked | State.Closing) ? Core.Kernel.MonotonicNanoseconds : Now;
        }
    }

    /// <summary>Output waits from now on, and its clock runs.</summary>
    /// <param name="result">What the kernel said: a part that it took, or its <c>-errno</c>.</param>
    private void Block(int result)
    {
        if (Errno.IsShortage(-result))
        {
            Starve();
        }

        if (Has(State.WriteBlocked))
        {
            return;
        }

        Set(State.WriteBlocked);
        if (Options.WriteTimeout != Timeout.InfiniteTimeSpan || _clock is not null)
        {
            // Read afresh, for it is rare: the turn's time may lie further back than the output may wait.
            Clock.Waiting = Core.Kernel.MonotonicNanoseconds;
            Clock.Wind();
        }
    }

    private void ReleaseOutput()
    {
        if (Has(State.Corked))
        {
            Clear(State.Corked);
            Core.Cork.Clear();
        }

        if (_output is { } output)
        {
            output.Clear();
            OutputPool.Of(Core).Return(output);
            _output = null;
        }
    }

    /// <summary>
    /// The peer takes no more output. What it sent before is still delivered: the connection ends when a read says so, or now if
    /// nobody reads.
    /// </summary>
    private void BreakOutput(int errno)
    {
        CloseReason reason = Failure(errno);
        bool heldUp = Has(State.OutputPaused);
        ReleaseOutput();
        Clear(State.WriteBlocked | State.OutputPaused);
        Set(State.OutputEnding | State.OutputEnded);
        if (!IsReading)
        {
            Finish(reason, reset: true);
            return;
        }

        (_rare ??= new RareState()).Reason = reason;
        if (heldUp)
        {
            OnReadingResumed();
        }
    }

    private void EndOutput()
    {
        Set(State.OutputEnded);
        if (Has(State.InputEnded))
        {
            // The close of the descriptor sends our end as well, and saves a call.
            return;
        }

        int errno = _socket!.ShutdownOutput();
        if (errno != 0)
        {
            BreakOutput(errno == Errno.ENOTCONN ? Errno.ECONNRESET : errno);
            return;
        }

        if (Has(State.Closing))
        {
            BeginClosePhase();
        }
    }
}
