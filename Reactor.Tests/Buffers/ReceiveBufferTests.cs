using System.Runtime.CompilerServices;
using Reactor.Buffers;

namespace Reactor.Tests.Buffers;

public sealed class ReceiveBufferTests
{
    private const int PageSize = 4096;

    // Several, with something small in between, because one could stand right by luck.
    [Test]
    public void It_begins_with_a_page_and_holds_what_was_asked_for()
    {
        List<byte[]> between = [];
        for (int length = 1_024; length <= 256 * 1_024; length = (length * 2) + 1)
        {
            between.Add(GC.AllocateUninitializedArray<byte>(length % 100, pinned: true));
            ReceiveBuffer buffer = new(length);
            Assert.Multiple(() =>
            {
                Assert.That(AddressOf(buffer.Memory) % PageSize, Is.Zero, $"A buffer of {length} bytes");
                Assert.That(buffer.Memory.Length, Is.EqualTo(length));
            });
        }

        GC.KeepAlive(between);
    }

    [Test]
    public void It_stays_there()
    {
        ReceiveBuffer buffer = new(64 * 1_024);
        long before = AddressOf(buffer.Memory);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        Assert.That(AddressOf(buffer.Memory), Is.EqualTo(before));
    }

    private static unsafe long AddressOf(Span<byte> memory) => (long)Unsafe.AsPointer(ref memory[0]);
}
