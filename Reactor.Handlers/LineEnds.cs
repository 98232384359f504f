using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactor.Handlers;

/// <summary>Finds line feeds, many at once.</summary>
/// <remarks>
/// Short lines are most lines. A search that begins anew behind each would be a call for each, and could not begin before the last one has
/// found its end; here all in the same 64 bytes are found together, and nothing else is done meanwhile that needs a register.
/// </remarks>
internal static class LineEnds
{
    /// <summary>The most that are found at once.</summary>
    public const int MostAtOnce = 2 * Step;

    private const byte LineFeed = (byte)'\n';
    private const int Step = 2 * 32;

    // Behind this much a search goes on only until it has found something: who pauses after a line has it searched again.
    private const int Enough = 2 * 1024;

    /// <summary>
    /// Finds line feeds, at most <see cref="MostAtOnce"/>: those of the next two thousand bytes or so, or, if there is none in them, the next.
    /// </summary>
    /// <param name="bytes">Where to look.</param>
    /// <param name="places">The places.</param>
    /// <param name="looked">How much was looked at before; afterwards, how much is now.</param>
    /// <returns>How many were found: 0 only if there are no more.</returns>
    public static int Find(ReadOnlySpan<byte> bytes, ref Places places, ref int looked)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        int count = 0;
        int next = looked;
        int enough = next + Enough;
        for (; next <= bytes.Length - Step; next += Step)
        {
            if (count > MostAtOnce - Step || (next >= enough && count > 0))
            {
                looked = next;
                return count;
            }

            for (ulong found = Look(ref first, (nuint)next); found != 0; found &= found - 1)
            {
                places[count++] = next + BitOperations.TrailingZeroCount(found);
            }
        }

        while (count < MostAtOnce && bytes[next..].IndexOf(LineFeed) is var rest and >= 0)
        {
            places[count++] = next + rest;
            next += rest + 1;
        }

        looked = count < MostAtOnce ? bytes.Length : next;
        return count;
    }

    /// <summary>
    /// Where line feeds are. Not a <c>stackalloc</c>, because a method that has one is compiled once and for all, before it is known which handlers
    /// it calls.
    /// </summary>
    [InlineArray(MostAtOnce)]
    public struct Places
    {
        private int _first;
    }

    /// <summary>Looks at 64 bytes.</summary>
    /// <returns>A bit for each line feed.</returns>
    private static ulong Look(ref byte first, nuint at)
    {
        Vector256<byte> wanted = Vector256.Create(LineFeed);
        ulong low = Vector256.Equals(Vector256.LoadUnsafe(ref first, at), wanted).ExtractMostSignificantBits();
        ulong high = Vector256.Equals(Vector256.LoadUnsafe(ref first, at + 32), wanted).ExtractMostSignificantBits();
        return low | (high << 32);
    }
}
