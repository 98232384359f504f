using System.Text;

namespace Load;

/// <summary>
/// The bytes that are sent. Every connection draws them from one repeating pattern, from a start of its own, so that a byte is right
/// or wrong by its position. The period is prime: bytes lost, repeated or swapped in any usual block size do not fit again.
/// </summary>
internal sealed class Pattern
{
    /// <summary>Most bytes in one send.</summary>
    public const int MostAtOnce = 1024 * 1024;

    private const int RandomPeriod = 4093;
    private const int DifferentLines = 509;

    private readonly byte[] _bytes;
    private readonly int _period;

    private Pattern(byte[] once)
    {
        _period = once.Length;
        _bytes = new byte[_period + MostAtOnce];
        for (int index = 0; index < _bytes.Length; index++)
        {
            _bytes[index] = once[index % _period];
        }
    }

    /// <summary>Bytes of any value.</summary>
    public static Pattern Random()
    {
        byte[] once = new byte[RandomPeriod];
        new Random(2463534).NextBytes(once);
        return new Pattern(once);
    }

    /// <summary>Lines of one length, each ended with CR LF and different from its neighbours.</summary>
    public static Pattern Lines(int size)
    {
        StringBuilder text = new();
        for (int line = 0; line < DifferentLines; line++)
        {
            string start = $"{line} says: the quick brown fox jumps over the lazy dog, ";
            text.Append((start + new string((char)('a' + (line % 26)), size))[..(size - 2)]).Append("\r\n");
        }

        return new Pattern(Encoding.ASCII.GetBytes(text.ToString()));
    }

    public ReadOnlySpan<byte> At(long position, int count) => _bytes.AsSpan((int)(position % _period), count);

    public bool Matches(long position, ReadOnlySpan<byte> bytes)
    {
        // By periods, so that the expected bytes stay in the nearest cache.
        while (bytes.Length > _period)
        {
            if (!bytes[.._period].SequenceEqual(At(position, _period)))
            {
                return false;
            }

            bytes = bytes[_period..];
        }

        return bytes.SequenceEqual(At(position, bytes.Length));
    }
}
