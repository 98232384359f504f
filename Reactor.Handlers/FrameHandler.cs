using System.ComponentModel;
using System.Diagnostics;
using Reactor.Tasks;

namespace Reactor.Handlers;

/// <summary>
/// A connection whose input is cut into frames: say in <see cref="ReadFrame"/> where one ends, however the bytes were split on their way.
/// The base class of <see cref="LineHandler"/> and <see cref="LengthPrefixedHandler"/>, and of protocols of your own.
/// </summary>
/// <remarks>
/// <para>
/// Frames that lie whole in the receive buffer are read there; only the beginning of an unfinished one is copied, to memory that goes back when
/// the frame is complete. An idle connection owns no buffer.
/// </para>
/// <para>
/// After each frame: if the connection is closed, the rest of the input is discarded; if reading is paused, by
/// <see cref="ConnectionHandler.PauseReading"/> or because the peer leaves too much output unread, the rest is kept, and delivered in the turn after
/// reading is resumed, before anything is read from the socket.
/// </para>
/// </remarks>
public abstract class FrameHandler : ConnectionHandler
{
    // A frame that began in an earlier read is completed by steps of at least this many bytes: one copy of most frames, and little of what is behind them.
    private const int LeastStep = 512;

    private KeptInput _kept;
    private bool _heldBack; // What is kept may hold whole frames; otherwise it is the beginning of one.
    private bool _endHeldBack; // OnUnfinishedInput has paused reading: the end of input waits until that is over.
    private bool _cutting; // A callback may be reading the kept bytes: they stay where they are until it returns.

    /// <summary>
    /// How long a frame may be, in bytes: that much of an unfinished one is kept at most, then the connection ends with
    /// <see cref="CloseKind.BadFrame"/>. 1 MiB unless overridden. It must not change while the connection lives.
    /// </summary>
    protected virtual int MaxFrameLength => 1024 * 1024;

    /// <summary>How many bytes are borrowed to keep input.</summary>
    internal int KeptCapacity => _kept.Capacity;

    private protected sealed override bool HasKeptInput => _heldBack || _endHeldBack;

    /// <summary>Reads one frame from the start of the input, if all of it is there: handle it, and return how long it was.</summary>
    /// <param name="input">
    /// At least one byte and at most <see cref="MaxFrameLength"/>. It begins where the last frame ended. It is valid until this returns, also after
    /// <see cref="ConnectionHandler.Close"/>; copy what is needed later.
    /// </param>
    /// <returns>
    /// How many bytes the frame took, or 0 if it is not complete; then this is called again when more has arrived, with the same bytes
    /// and at least one more behind them.
    /// </returns>
    /// <remarks>On the loop's thread. An exception resets the connection.</remarks>
    protected abstract int ReadFrame(ReadOnlySpan<byte> input);

    /// <summary>
    /// The peer has ended its side inside of a frame. <see cref="ConnectionHandler.OnInputEnded"/> follows, unless this closes the
    /// connection; if this pauses reading, when that is resumed. Does nothing unless overridden: the bytes are dropped.
    /// </summary>
    /// <param name="rest">What there is of the frame, at least one byte. It is valid until this returns, also after <see cref="ConnectionHandler.Close"/>.</param>
    protected virtual void OnUnfinishedInput(ReadOnlySpan<byte> rest)
    {
    }

    /// <summary>
    /// Ends the connection with a reset and <see cref="CloseKind.BadFrame"/>, because the peer does not keep to the protocol. What is queued is lost; to
    /// send a last word, call <see cref="ConnectionHandler.Close"/> instead. On a connection that is closed already it does nothing.
    /// </summary>
    /// <param name="message">What is wrong, for the <see cref="InvalidDataException"/> that <see cref="ConnectionHandler.OnClosed"/> gets with the reason.</param>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread, or the connection is not made yet.</exception>
    protected void RejectFrame(string message)
    {
        Loop.Core.Thread.Verify();
        if (IsOpen)
        {
            FailFrame(new InvalidDataException(message));
        }
    }

    /// <summary>Cuts what was received into frames. The connection calls it.</summary>
    /// <param name="bytes">What was received.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected sealed override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        BeginCutting();
        try
        {
            if (_kept.IsEmpty || CutSeam(ref bytes))
            {
                bool unfinished = Cut(ref bytes, BeyondBudget(bytes));
                if (IsOpen)
                {
                    _kept.Append(bytes);
                    Hold(unfinished);
                }
            }
        }
        finally
        {
            EndCutting();
        }
    }

    private protected sealed override void DeliverKept()
    {
        if (_endHeldBack && CanDeliver)
        {
            _endHeldBack = false;
            base.DeliverEnd();
            return;
        }

        if (!_heldBack)
        {
            return;
        }

        BeginCutting();
        try
        {
            _heldBack = false;
            ReadOnlySpan<byte> rest = _kept.Bytes;

            // If reading was paused once more since this was asked for, nothing is cut, and the next resume asks again.
            bool unfinished = Cut(ref rest, BeyondBudget(rest));
            if (IsOpen)
            {
                _kept.Consume(_kept.Length - rest.Length);
                _kept.Trim();
                Hold(unfinished);
            }
        }
        finally
        {
            EndCutting();
        }
    }

    private protected sealed override void DropKeptInput()
    {
        _heldBack = false;
        _endHeldBack = false;
        if (!_cutting)
        {
            _kept.Clear();
        }
    }

    private protected sealed override void DeliverEnd()
    {
        Debug.Assert(!_heldBack, "The socket is not read, so its end is not seen, while frames are held back.");
        if (!_kept.IsEmpty)
        {
            DeliverUnfinished();
        }

        if (CanDeliver)
        {
            base.DeliverEnd();
        }
        else
        {
            _endHeldBack = IsOpen;
        }
    }

    /// <summary>How many more bytes make another look at an unfinished frame worth while.</summary>
    /// <param name="kept">What there is of it.</param>
    private protected virtual int Missing(ReadOnlySpan<byte> kept) => Math.Max(kept.Length, LeastStep);

    private void BeginCutting()
    {
        // Who calls OnReceived of a handler that has no connection yet hears so here.
        _ = Loop;
        if (_cutting)
        {
            throw new InvalidOperationException("OnReceived was called inside a callback of the same connection. Only the connection calls it.");
        }

        _cutting = true;
    }

    private void EndCutting()
    {
        _cutting = false;
        if (!IsOpen)
        {
            _kept.Clear();
        }
    }

    /// <summary>
    /// Delivers the frames at the start of the input until a pause or the connection's end, or until no more than <paramref name="left"/> is
    /// left of it. The last frame may exceed that.
    /// </summary>
    /// <param name="input">The input; afterwards its rest.</param>
    /// <param name="left">How much is for another turn, in bytes.</param>
    /// <returns>Whether the rest is the beginning of a frame that is not complete.</returns>
    private protected virtual bool Cut(ref ReadOnlySpan<byte> input, int left)
    {
        int limit = MaxFrameLength;
        LoopContext context = Core.Context;
        while (input.Length > left && CanDeliver)
        {
            int taken = ReadNext(input, limit, context);
            if (taken == 0)
            {
                return true;
            }

            input = input[taken..];
        }

        return false;
    }

    /// <summary>How much of the input is for another turn. What a read gave is within the byte budget already; kept input is counted here.</summary>
    private int BeyondBudget(ReadOnlySpan<byte> input) => Math.Max(input.Length - Core.Options.ReadBudget, 0);

    /// <summary>Completes what is kept, with as few of the new bytes as that takes.</summary>
    /// <param name="bytes">What was received; afterwards what of it is behind the kept frame.</param>
    /// <returns>Whether nothing is kept any more, and the rest can be read where it is. Otherwise all of it is kept.</returns>
    private bool CutSeam(ref ReadOnlySpan<byte> bytes)
    {
        int limit = MaxFrameLength;
        LoopContext context = Core.Context;
        int copied = 0;
        bool unfinished = !_heldBack;
        while (CanDeliver)
        {
            if (unfinished)
            {
                int count = Math.Min(Missing(_kept.Bytes), bytes.Length - copied);
                if (count == 0)
                {
                    break;
                }

                _kept.Append(bytes.Slice(copied, count));
                copied += count;
            }

            int taken = ReadNext(_kept.Bytes, limit, context);
            unfinished = taken == 0;
            _kept.Consume(taken);
            if (_kept.Length <= copied)
            {
                bytes = bytes[(copied - _kept.Length)..];
                _kept.Clear();
                return true;
            }
        }

        if (IsOpen)
        {
            unfinished &= copied == bytes.Length;
            _kept.Append(bytes[copied..]);
            Hold(unfinished);
        }

        return false;
    }

    private int ReadNext(ReadOnlySpan<byte> input, int limit, LoopContext context)
    {
        // Never more than a frame may be long, so that it makes no difference to the limit how the bytes were split.
        if (input.Length > limit)
        {
            input = input[..limit];
        }

        int taken = ReadFrame(input);
        context.Restore();
        if ((uint)taken > (uint)input.Length)
        {
            throw new InvalidOperationException(
                $"{GetType()}.ReadFrame returned {taken} for {input.Length} bytes of input. Return how many bytes the frame took, or 0 if it is not complete.");
        }

        if (taken == 0 && input.Length == limit)
        {
            RejectFrame($"A frame is not complete after {limit} bytes, which is {GetType()}.MaxFrameLength. Override that if longer frames are meant.");
        }

        return taken;
    }

    /// <summary>Notes what the kept bytes are. If only the budget holds them back, they are delivered in the next turn.</summary>
    private void Hold(bool unfinished)
    {
        _heldBack = !unfinished && !_kept.IsEmpty;
        if (_heldBack && CanDeliver)
        {
            Core.Statistics.ReadBudgetsSpent++;
            DeliverKeptSoon();
        }
    }

    private void DeliverUnfinished()
    {
        BeginCutting();
        try
        {
            OnUnfinishedInput(_kept.Bytes);
        }
        finally
        {
            _kept.Clear();
            EndCutting();
        }

        Core.Context.Restore();
    }
}
