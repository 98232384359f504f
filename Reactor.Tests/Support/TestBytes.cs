namespace Reactor.Tests.Support;

/// <summary>Bytes of which every stretch tells where it belongs, so that a loss or a swap shows.</summary>
internal static class TestBytes
{
    public static byte[] Make(int length)
    {
        byte[] bytes = new byte[length];
        new Random(4711).NextBytes(bytes);
        return bytes;
    }
}
