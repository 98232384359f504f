using System.Numerics;

namespace Reactor.Simulation.Core;

/// <summary>Numbers that follow from a seed, the same on every machine and in every version: xoshiro256** by Blackman and Vigna.</summary>
/// <remarks>Every purpose draws from a stream of its own, so one more draw for one does not change the others.</remarks>
internal sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public SeededRandom(long number, string purpose)
    {
        ulong seed = (ulong)number;
        foreach (char letter in purpose)
        {
            seed = (seed ^ letter) * 0x100000001B3;
        }

        // SplitMix64, as its authors recommend: the state must not be all zero, nor look like the seed.
        _a = Split(ref seed);
        _b = Split(ref seed);
        _c = Split(ref seed);
        _d = Split(ref seed);
    }

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong mixed = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= mixed;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from zero up to, but not including, a bound of at least 1.</summary>
    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number from zero up to, but not including, a bound of at least 1.</summary>
    public int Below(int bound) => (int)Below((long)bound);

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with a probability. Nothing is drawn for what never happens.</summary>
    public bool Chance(double probability) => probability > 0 && Fraction() < probability;

    private static ulong Split(ref ulong seed)
    {
        seed += 0x9E3779B97F4A7C15;
        ulong mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
