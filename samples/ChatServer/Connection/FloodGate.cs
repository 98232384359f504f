namespace ChatServer;

/// <summary>
/// A token bucket: each line takes a token, one that is much work takes several, and tokens come back at a steady rate. A client that has none
/// left is not answered with an error or cut off; it is just not read until it has, so that what it sends waits at its own side.
/// </summary>
/// <param name="rate">How many tokens come back in a second; 0 for no limit.</param>
/// <param name="burst">How many there are at most; 0 for no limit.</param>
/// <param name="tokens">How many there are to begin with; fewer than none for who owes some.</param>
internal sealed class FloodGate(double rate, int burst, double tokens)
{
    private double _tokens = tokens;
    private TimeSpan? _asOf;

    private bool IsOff => rate == 0 || burst == 0;

    /// <summary>Takes the tokens for a line that was handled.</summary>
    /// <param name="now">The loop's time.</param>
    /// <param name="price">How many.</param>
    /// <returns>How long to wait before the next line; zero if not at all.</returns>
    public TimeSpan Spend(TimeSpan now, int price)
    {
        if (IsOff)
        {
            return TimeSpan.Zero;
        }

        _tokens = Tokens(now) - price;
        _asOf = now;
        return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / rate);
    }

    /// <summary>How many tokens there are by now.</summary>
    public double Tokens(TimeSpan now) => _asOf is { } asOf ? Math.Min(burst, _tokens + ((now - asOf).TotalSeconds * rate)) : _tokens;

    public bool IsFull(TimeSpan now) => IsOff || Tokens(now) >= burst;
}
