namespace Reactor.Handlers;

/// <summary>A connection on which every message, in both directions, has its length in front of it.</summary>
/// <remarks>
/// A length beyond <see cref="MaxMessageLength"/>, or a prefix that cannot be one, ends the connection with <see cref="CloseKind.BadFrame"/> before anything
/// of that message is kept. Memory grows with what has arrived of a message, not with what was announced.
/// </remarks>
public abstract class LengthPrefixedHandler : FrameHandler
{
    private readonly LengthPrefix _prefix;
    private readonly int _maxMessageLength = 1024 * 1024;

    /// <summary>How lengths are written; four bytes in network byte order unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the values that have a name.</exception>
    public LengthPrefix Prefix
    {
        get => _prefix;
        init
        {
            if (!Enum.IsDefined(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"Choose one of the named values of {nameof(LengthPrefix)}.");
            }

            _prefix = value;
        }
    }

    /// <summary>How long a received message may be, in bytes without its prefix; 1 MiB unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than can be kept in one piece.</exception>
    public int MaxMessageLength
    {
        get => _maxMessageLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength - LengthPrefixFormat.MaxSize);
            _maxMessageLength = value;
        }
    }

    /// <inheritdoc/>
    protected sealed override int MaxFrameLength => _maxMessageLength + LengthPrefixFormat.MaxSize;

    /// <summary>A message has arrived.</summary>
    /// <param name="message">
    /// The message without its prefix, so perhaps empty. It is valid until this returns, also after <see cref="ConnectionHandler.Close"/>; copy what is
    /// needed later.
    /// </param>
    protected abstract void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>Sends a message behind its length.</summary>
    /// <param name="message">The message; it may be empty.</param>
    /// <returns>As <see cref="ConnectionHandler.Send(ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="ArgumentException">The message is longer than <see cref="Prefix"/> can tell.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public SendOutcome SendMessage(ReadOnlySpan<byte> message)
    {
        VerifyAccess();
        if (message.Length > LengthPrefixFormat.MaxLength(_prefix))
        {
            throw new ArgumentException(
                $"The message has {message.Length} bytes, and {_prefix} goes up to {LengthPrefixFormat.MaxLength(_prefix)}. Split it, or agree with the peer on a longer prefix.",
                nameof(message));
        }

        Span<byte> prefix = stackalloc byte[LengthPrefixFormat.MaxSize];
        int size = LengthPrefixFormat.Write(_prefix, prefix, message.Length);
        SendOutcome outcome = Send(prefix[..size]);
        return outcome == SendOutcome.Closed || message.IsEmpty ? outcome : Send(message);
    }

    /// <inheritdoc/>
    protected sealed override int ReadFrame(ReadOnlySpan<byte> input)
    {
        int size = LengthPrefixFormat.Read(_prefix, input, out ulong length);
        if (size <= 0)
        {
            if (size == LengthPrefixFormat.Malformed)
            {
                RejectFrame("The length of a message does not end within ten bytes, or does not fit into 64 bits. Check that the peer sends the same kind of prefix.");
            }

            return 0;
        }

        if (length > (ulong)_maxMessageLength)
        {
            RejectFrame(
                $"A message of {length} bytes is announced, and MaxMessageLength is {_maxMessageLength}. Set that higher if such messages are meant; "
                + $"otherwise check that the peer's prefix is {_prefix} too.");
            return 0;
        }

        int end = size + (int)length;
        if (input.Length < end)
        {
            return 0;
        }

        OnMessage(input[size..end]);
        return end;
    }

    private protected sealed override int Missing(ReadOnlySpan<byte> kept)
    {
        int size = LengthPrefixFormat.Read(_prefix, kept, out ulong length);
        return size > 0 ? size + (int)length - kept.Length : base.Missing(kept);
    }
}
