using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactor.SystemCalls.Linux;

/// <summary>The one place that knows <c>struct epoll_event</c>, whose layout depends on the machine.</summary>
/// <remarks>
/// On x64 it is packed: 12 bytes, the data at offset 4. Elsewhere it is aligned: 16 bytes, the data at offset 8, which
/// is exactly a <see cref="ReadyEvent"/>. So the kernel writes straight into the caller's span on every machine, and
/// on x64 the events, which fill only its first three quarters, are then spread out where they are.
/// </remarks>
internal static class EpollEvents
{
    /// <summary>Whether this machine has the packed layout. The just-in-time compiler takes it for a constant.</summary>
    internal static readonly bool ArePacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>The packed layout; <see cref="ReadyEvent"/> is the other.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    internal struct PackedEvent
    {
        public Readiness events;
        public ulong data;
    }

    /// <summary>Calls <c>epoll_ctl(2)</c> with an event.</summary>
    /// <returns>0, or <c>-errno</c>.</returns>
    internal static unsafe int Control(int epoll, int operation, int descriptor, Readiness interest, ulong data)
    {
        PackedEvent packed = new() { events = interest, data = data };
        ReadyEvent aligned = new(interest, data);
        void* native = ArePacked ? &packed : &aligned;
        int result = Libc.epoll_ctl(epoll, operation, descriptor, native);
        return result >= 0 ? 0 : -Marshal.GetLastSystemError();
    }

    /// <summary>Turns the events that the kernel wrote to the start of a span into those the span is declared to hold.</summary>
    /// <param name="ready">The span the kernel was given.</param>
    /// <param name="count">The number of events it reported; an error counts as none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Decode(Span<ReadyEvent> ready, int count)
    {
        if (ArePacked)
            SpreadPacked(ready, count);
    }

    /// <summary>Spreads packed events over the same memory, the last one first, so that none is overwritten unread.</summary>
    internal static void SpreadPacked(Span<ReadyEvent> ready, int count)
    {
        ReadOnlySpan<PackedEvent> packed = MemoryMarshal.Cast<ReadyEvent, PackedEvent>(ready);
        for (int i = count - 1; i >= 0; i--)
        {
            PackedEvent next = packed[i];
            ready[i] = new ReadyEvent(next.events, next.data);
        }
    }
}
