using Reactor.Simulation.Core;

namespace Reactor.Simulation;

/// <summary>How long a message is under way from one host to another.</summary>
public readonly struct Latency : IEquatable<Latency>
{
    private readonly long _least;
    private readonly long _spread;
    private readonly bool _hasTail;

    private Latency(TimeSpan least, TimeSpan spread, bool hasTail)
    {
        _least = Time.ToNanoseconds(least);
        _spread = Time.ToNanoseconds(spread);
        _hasTail = hasTail;
    }

    /// <summary>Always the same.</summary>
    /// <param name="time">How long.</param>
    public static Latency Constant(TimeSpan time) => Between(time, time);

    /// <summary>Anything between two bounds, all equally likely.</summary>
    /// <param name="least">The shortest time.</param>
    /// <param name="most">The longest time.</param>
    public static Latency Between(TimeSpan least, TimeSpan most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return new Latency(least, most - least, hasTail: false);
    }

    /// <summary>Mostly short and sometimes very long, as in real networks: a least time, and an exponentially distributed one on top.</summary>
    /// <param name="least">The shortest time.</param>
    /// <param name="mean">The mean of what comes on top.</param>
    public static Latency LongTailed(TimeSpan least, TimeSpan mean)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(mean, TimeSpan.Zero);
        return new Latency(least, mean, hasTail: true);
    }

    /// <inheritdoc/>
    public bool Equals(Latency other) => _least == other._least && _spread == other._spread && _hasTail == other._hasTail;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Latency other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_least, _spread, _hasTail);

    /// <summary>Whether two are the same.</summary>
    public static bool operator ==(Latency left, Latency right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(Latency left, Latency right) => !left.Equals(right);

    /// <summary>Draws one, in nanoseconds.</summary>
    internal long Sample(SeededRandom random) => _spread == 0
        ? _least
        : _least + (_hasTail ? (long)(Exponential(random) * _spread) : random.Below(_spread + 1));

    /// <summary>
    /// Draws from the exponential distribution with mean 1, after von Neumann (1951): only comparisons and a sum, so the same on every
    /// machine, which a logarithm is not.
    /// </summary>
    private static double Exponential(SeededRandom random)
    {
        for (int whole = 0; ; whole++)
        {
            double first = random.Fraction();
            bool isOdd = true;
            double last = first;
            for (double next; (next = random.Fraction()) < last; last = next)
            {
                isOdd = !isOdd;
            }

            // Numbers that fall from x on, an odd count of them: the probability is 1 - x + x²/2! - ..., the exponential of -x.
            if (isOdd)
            {
                return whole + first;
            }
        }
    }
}
