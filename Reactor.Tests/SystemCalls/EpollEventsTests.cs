using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;

namespace Reactor.Tests.SystemCalls;

/// <summary><c>struct epoll_event</c>: 12 packed bytes on x64, 16 bytes elsewhere.</summary>
public sealed class EpollEventsTests : LinuxKernelFixture
{
    private static readonly ReadyEvent[] Decoded =
    [
        new(Readiness.In, 0x0123456789ABCDEF),
        new(Readiness.Out | Readiness.Hangup, ulong.MaxValue),
        new(Readiness.Error, 1),
    ];

    [Test]
    public void The_layout_is_that_of_this_machine() =>
        Assert.That(EpollEvents.ArePacked, Is.EqualTo(RuntimeInformation.ProcessArchitecture == Architecture.X64));

    [Test]
    public void A_packed_event_has_12_bytes_with_the_data_at_4()
    {
        Assert.That(Unsafe.SizeOf<EpollEvents.PackedEvent>(), Is.EqualTo(12));
        Assert.That(OffsetOf<EpollEvents.PackedEvent>(nameof(EpollEvents.PackedEvent.events)), Is.Zero);
        Assert.That(OffsetOf<EpollEvents.PackedEvent>(nameof(EpollEvents.PackedEvent.data)), Is.EqualTo(4));
    }

    [Test]
    public void A_ready_event_is_an_aligned_event_16_bytes_with_the_data_at_8()
    {
        // By its bytes and not by its field names, which are the compiler's.
        ReadyEvent[] events = [new((Readiness)0x11121314, 0x2122232425262728)];
        byte[] bytes = MemoryMarshal.AsBytes<ReadyEvent>(events).ToArray();
        Assert.That(Unsafe.SizeOf<ReadyEvent>(), Is.EqualTo(16));
        Assert.That(BitConverter.ToUInt32(bytes, 0), Is.EqualTo(0x11121314));
        Assert.That(BitConverter.ToUInt64(bytes, 8), Is.EqualTo(0x2122232425262728));
    }

    [Test]
    public void Packed_bytes_are_decoded_where_they_are()
    {
        byte[] native =
        [
            0x01, 0, 0, 0, 0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01,
            0x14, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0x08, 0, 0, 0, 0x01, 0, 0, 0, 0, 0, 0, 0,
        ];
        ReadyEvent[] ready = new ReadyEvent[3];
        native.CopyTo(MemoryMarshal.AsBytes(ready.AsSpan()));

        EpollEvents.SpreadPacked(ready, 3);

        Assert.That(ready, Is.EqualTo(Decoded));
    }

    [Test]
    public void Aligned_bytes_need_no_decoding()
    {
        byte[] native =
        [
            0x01, 0, 0, 0, 0, 0, 0, 0, 0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01,
            0x14, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0x08, 0, 0, 0, 0, 0, 0, 0, 0x01, 0, 0, 0, 0, 0, 0, 0,
        ];

        Assert.That(MemoryMarshal.Cast<byte, ReadyEvent>(native).ToArray(), Is.EqualTo(Decoded));
    }

    [Test]
    public void Any_number_of_packed_events_survives_the_spreading() =>
        Gen.Select(Gen.UInt, Gen.ULong).Array[0, 200].Sample(events =>
        {
            ReadyEvent[] ready = new ReadyEvent[events.Length];
            Span<EpollEvents.PackedEvent> packed = MemoryMarshal.Cast<ReadyEvent, EpollEvents.PackedEvent>(ready.AsSpan());
            for (int i = 0; i < events.Length; i++)
                packed[i] = new() { events = (Readiness)events[i].Item1, data = events[i].Item2 };

            EpollEvents.SpreadPacked(ready, events.Length);

            return ready.SequenceEqual(events.Select(each => new ReadyEvent((Readiness)each.Item1, each.Item2)));
        });

    [Test]
    public void The_kernel_of_this_machine_agrees_on_the_layout()
    {
        const int Count = 300;
        int epoll = Opened(Kernel.EpollCreate());
        ulong[] sent = new ulong[Count];
        for (int i = 0; i < Count; i++)
        {
            sent[i] = ((ulong)i << 48) ^ 0x0123456789ABCDEF;
            int counter = Opened(Kernel.EventFdCreate());
            Assert.That(Kernel.EpollAdd(epoll, counter, Readiness.Out, sent[i]), Is.Zero);
        }

        ReadyEvent[] ready = new ReadyEvent[Count + 1];
        int count = Kernel.EpollWait(epoll, ready, 0);

        Assert.That(count, Is.EqualTo(Count));
        Assert.That(ready[..count].Select(each => each.Data), Is.EquivalentTo(sent));
        Assert.That(ready[..count].Select(each => each.Readiness), Is.All.EqualTo(Readiness.Out));
        Assert.That(ready[count], Is.EqualTo(default(ReadyEvent)));
    }

    private static int OffsetOf<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
