namespace Reactor.Tests.Simulated.Storms;

/// <summary>The bytes of a session, a function of its number and of the position: whoever has one can tell whether it belongs there.</summary>
internal static class Pattern
{
    public static byte At(int session, long position) => (byte)((session * 131) + position + (position >> 8) + (position >> 16));

    public static void Fill(int session, long position, Span<byte> bytes)
    {
        for (int index = 0; index < bytes.Length; index++)
            bytes[index] = At(session, position + index);
    }

    /// <returns>The index of the first byte that is wrong, or -1.</returns>
    public static int FirstWrong(int session, long position, ReadOnlySpan<byte> bytes)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] != At(session, position + index))
                return index;
        }

        return -1;
    }
}
