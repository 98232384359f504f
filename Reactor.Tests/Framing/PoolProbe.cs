using System.Buffers;

namespace Reactor.Tests.Framing;

/// <summary>Does to the shared pool's spare buffers what anybody might: a span of a buffer that was given back too early does not survive it.</summary>
internal static class PoolProbe
{
    public static void OverwriteSpareBuffers()
    {
        for (int size = 16; size <= 1 << 16; size *= 2)
        {
            byte[][] buffers = [.. Enumerable.Range(0, 4).Select(_ => ArrayPool<byte>.Shared.Rent(size))];
            foreach (byte[] buffer in buffers)
            {
                buffer.AsSpan().Fill(0xEE);
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
