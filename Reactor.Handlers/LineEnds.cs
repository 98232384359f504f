using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactor.Handlers;

/// <summary>Finds the line feeds of a span one after the other, 64 bytes at a time.</summary>
/// <remarks>
/// Short lines are most lines. A search that begins anew behind each would be a call for each, and could not begin before the last one has
/// found its end; here all ends in the same 64 bytes are found at once.
/// </remarks>
internal ref struct LineEnds(ReadOnlySpan<byte> bytes)
{
    private const byte LineFeed = (byte)'\n';
    private const int Step = 2 * 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next; // Where the bytes begin that were not looked at yet.
    private ulong _found; // A bit for each line feed in the 64 bytes before that, which was not told yet.

    /// <summary>Where the next line feed is, or -1 if there is none.</summary>
    public int Next()
    {
        while (_found == 0)
        {
            if (_bytes.Length - _next < Step)
            {
                int found = _bytes[_next..].IndexOf(LineFeed);
                int rest = _next;
                _next = found < 0 ? _bytes.Length : _next + found + 1;
                return found < 0 ? -1 : rest + found;
            }

            _found = Look(ref MemoryMarshal.GetReference(_bytes), (nuint)_next);
            _next += Step;
        }

        int position = _next - Step + BitOperations.TrailingZeroCount(_found);
        _found &= _found - 1;
        return position;
    }

    private static ulong Look(ref byte first, nuint at)
    {
        Vector256<byte> wanted = Vector256.Create(LineFeed);
        ulong low = Vector256.Equals(Vector256.LoadUnsafe(ref first, at), wanted).ExtractMostSignificantBits();
        ulong high = Vector256.Equals(Vector256.LoadUnsafe(ref first, at + 32), wanted).ExtractMostSignificantBits();
        return low | (high << 32);
    }
}
