using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactor.Buffers;

/// <summary>Copies what is mostly short, as lines and small messages are.</summary>
/// <remarks>
/// The base library's copy is a call, which for 62 bytes takes longer than the copying. From 16 to 64 bytes two loads and two stores
/// that meet or overlap in the middle do it in place, for any length.
/// </remarks>
internal static unsafe class ShortCopy
{
    /// <param name="bytes">What is copied.</param>
    /// <param name="place">Where to; there must be room for all of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ReadOnlySpan<byte> bytes, byte* place)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        if (bytes.Length - Vector256<byte>.Count is >= 0 and <= 32 and int wide)
        {
            Vector256<byte> end = Vector256.LoadUnsafe(ref first, (nuint)wide);
            Vector256.LoadUnsafe(ref first).Store(place);
            end.Store(place + wide);
        }
        else if (bytes.Length - Vector128<byte>.Count is >= 0 and < 16 and int narrow)
        {
            Vector128<byte> end = Vector128.LoadUnsafe(ref first, (nuint)narrow);
            Vector128.LoadUnsafe(ref first).Store(place);
            end.Store(place + narrow);
        }
        else
        {
            bytes.CopyTo(new Span<byte>(place, bytes.Length));
        }
    }
}
