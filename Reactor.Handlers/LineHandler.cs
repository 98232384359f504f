using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Reactor.Tasks;

namespace Reactor.Handlers;

/// <summary>A connection whose peer sends lines. A line ends with LF or CR LF; a CR anywhere else is part of it.</summary>
/// <remarks>
/// Of an unfinished line no more than <see cref="MaxLineLength"/> is kept, whatever the peer sends; while reading is paused, the rest of one read
/// is kept as well, up to <see cref="EventLoopOptions.ReceiveBufferSize"/>. What the peer sent after its last line end goes to
/// <see cref="FrameHandler.OnUnfinishedInput"/> when it ends its side.
/// </remarks>
public abstract class LineHandler : FrameHandler
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const int TerminatorLength = 2;

    // Texts that surely fit are encoded on the stack.
    private const int StackSize = 1024;

    private readonly int _maxLineLength = 8 * 1024;
    private bool _skipping; // The rest of a line that was too long is thrown away, up to its end.

    /// <summary>How long a line may be, in bytes without its end; 8 KiB unless set. Beyond it <see cref="OnLineTooLong"/> decides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one byte, or more than can be kept in one piece.</exception>
    public int MaxLineLength
    {
        get => _maxLineLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength - TerminatorLength);
            _maxLineLength = value;
        }
    }

    /// <summary>How many bytes of an unfinished line are known to hold no line end; the search goes on behind them.</summary>
    internal int Searched { get; private set; }

    /// <inheritdoc/>
    protected sealed override int MaxFrameLength => _maxLineLength + TerminatorLength;

    /// <summary>A line has arrived.</summary>
    /// <param name="line">
    /// The line without its end, so perhaps empty. It is valid until this returns, also after <see cref="ConnectionHandler.Close"/>; copy what is needed later.
    /// </param>
    protected abstract void OnLine(ReadOnlySpan<byte> line);

    /// <summary>
    /// A line is longer than <see cref="MaxLineLength"/>. Called once for each such line, as soon as that is known; the rest of the line is thrown away as
    /// it comes. Ends the connection with <see cref="CloseKind.BadFrame"/> unless overridden: to skip the line do nothing, to truncate it
    /// call <see cref="OnLine"/> with its start.
    /// </summary>
    /// <param name="start">The first <see cref="MaxLineLength"/> bytes of the line; valid until this returns, also after <see cref="ConnectionHandler.Close"/>.</param>
    protected virtual void OnLineTooLong(ReadOnlySpan<byte> start) =>
        RejectFrame(
            $"A line is longer than {_maxLineLength} bytes, which is MaxLineLength. Set that higher if such lines are meant, "
            + "or override OnLineTooLong to skip or truncate them.");

    /// <summary>Sends a line, ended with CR LF. It is sent as it is: an LF inside makes two lines of it.</summary>
    /// <param name="line">The line without its end.</param>
    /// <returns>As <see cref="ConnectionHandler.Send(ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public SendOutcome SendLine(ReadOnlySpan<byte> line) => SendWithLineEnd(line, nameof(SendLine));

    /// <summary>Sends a line of text as UTF-8, ended with CR LF. It is sent as it is: an LF inside makes two lines of it.</summary>
    /// <param name="line">The line without its end.</param>
    /// <returns>As <see cref="ConnectionHandler.Send(ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public SendOutcome SendLine(ReadOnlySpan<char> line)
    {
        VerifyAccess();
        int most = checked(Encoding.UTF8.GetMaxByteCount(line.Length) + TerminatorLength);
        byte[]? rented = most > StackSize ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented ?? stackalloc byte[StackSize];
        try
        {
            int length = Encoding.UTF8.GetBytes(line, bytes);
            bytes[length] = CarriageReturn;
            bytes[length + 1] = LineFeed;
            return Send(bytes[..(length + TerminatorLength)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <inheritdoc/>
    protected sealed override int ReadFrame(ReadOnlySpan<byte> input)
    {
        int found = input[Searched..].IndexOf(LineFeed);
        if (found < 0)
        {
            return _skipping ? input.Length : ReadUnfinished(input);
        }

        int end = Searched + found;
        Searched = 0;
        if (_skipping)
        {
            _skipping = false;
        }
        else
        {
            Tell(input, 0, end);
        }

        return end + 1;
    }

    /// <inheritdoc/>
    private protected sealed override bool Cut(ref ReadOnlySpan<byte> input, int left)
    {
        // More than the budget in hand is rare, and goes the long way.
        if (Searched == 0 && left == 0 && !_skipping)
        {
            TellWholeLines(ref input);
        }

        return !input.IsEmpty && base.Cut(ref input, left);
    }

    /// <summary>The lines whose beginning and end are both there, which are most: nothing needs to be noted between one and the next.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // Inlined it would share too few registers with its caller.
    private void TellWholeLines(ref ReadOnlySpan<byte> input)
    {
        LoopContext context = Core.Context;
        ReadOnlySpan<byte> bytes = input;
        int looked = 0;
        int start = 0;
        LineEnds.Places places = default;

        // There is nothing to restore yet. But the compiler then looks up where the thread keeps its own things once, and not for each line.
        context.RestoreInLoop();
        while (start < bytes.Length && CanDeliver)
        {
            int found = LineEnds.Find(bytes, ref places, ref looked);
            if (found == 0)
            {
                Searched = Math.Min(bytes.Length - start, MaxFrameLength);
                break;
            }

            foreach (int end in places[..found])
            {
                Tell(bytes, start, end);
                context.RestoreInLoop();
                start = end + 1;
                if (!CanDeliver)
                {
                    break;
                }
            }
        }

        input = bytes[start..];
    }

    /// <summary>Tells of the line between two places, the second of which has its line feed.</summary>
    private void Tell(ReadOnlySpan<byte> input, int start, int end)
    {
        Debug.Assert((uint)start <= (uint)end && end < input.Length, "A line lies within the input.");
        ref byte first = ref Unsafe.Add(ref MemoryMarshal.GetReference(input), start);
        int length = end - start;
        if (length > 0 && Unsafe.Add(ref first, length - 1) == CarriageReturn)
        {
            length--;
        }

        if (length <= _maxLineLength)
        {
            OnLine(MemoryMarshal.CreateReadOnlySpan(ref first, length));
        }
        else
        {
            OnLineTooLong(MemoryMarshal.CreateReadOnlySpan(ref first, _maxLineLength));
        }
    }

    private int ReadUnfinished(ReadOnlySpan<byte> input)
    {
        // One byte more than the longest line may be the CR of its end.
        bool tooLong = input.Length > _maxLineLength && (input.Length > _maxLineLength + 1 || input[^1] != CarriageReturn);
        if (!tooLong)
        {
            Searched = input.Length;
            return 0;
        }

        Searched = 0;
        _skipping = true;
        OnLineTooLong(input[.._maxLineLength]);
        return input.Length;
    }
}
