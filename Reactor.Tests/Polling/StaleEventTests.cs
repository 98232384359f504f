using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Polling;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>An event for somebody who went earlier in the batch reaches nobody, whoever has the number by then.</summary>
public sealed class StaleEventTests : LoopFixture
{
    // Bug 4, Behaviour 41
    [Test]
    public void DisposedByAnEarlierCallback_IsNotCalled()
    {
        ActionHandler[] handlers = [new(), new()];
        Registration[] registrations = new Registration[2];
        for (int index = 0; index < 2; index++)
        {
            int other = 1 - index;
            registrations[index] = Loop.Register(ReadyEventFd(), Interest.Read, handlers[index]);
            handlers[index].Readable = _ => registrations[other].Dispose();
        }

        Turn();

        Assert.That(handlers[0].Reads + handlers[1].Reads, Is.EqualTo(1));
        Assert.That(Loop.Statistics.StaleEvents, Is.EqualTo(1));
    }

    // Bug 4, Bug 8, Behaviour 41: the number has a new owner in the same batch.
    [Test]
    public void NumberReusedInTheSameBatch_GetsNoEventOfItsPredecessor()
    {
        SafeHandle first = ReadyEventFd();
        SafeHandle quiet = Owned(Descriptors.EventFd());
        int number = Descriptors.Duplicate(ReadyEventFd());
        using SafeFileHandle old = new(number, ownsHandle: false);
        using SafeFileHandle reused = new(number, ownsHandle: true);
        ActionHandler oldHandler = new();
        ActionHandler newHandler = new();
        Registration? oldRegistration = null;
        Loop.Register(first, Interest.Read, new ActionHandler
        {
            Readable = registration =>
            {
                registration.Dispose();
                oldRegistration!.Dispose();
                Descriptors.Replace(number, quiet);
                Loop.Register(reused, Interest.Read, newHandler);
            },
        });
        oldRegistration = Loop.Register(old, Interest.Read, oldHandler);

        Turn();
        Assert.That((oldHandler.Reads, newHandler.Reads, Loop.Statistics.StaleEvents), Is.EqualTo((0, 0, 1)));

        Descriptors.Signal(quiet);
        Turn();
        Assert.That((oldHandler.Reads, newHandler.Reads), Is.EqualTo((0, 1)));
    }

    // Bug 4: as long as the turn lasts the number of a closed descriptor is nobody's.
    [Test]
    public void DescriptorClosedInACallback_KeepsItsNumberUntilTheTurnIsOver()
    {
        SafeHandle handle = ReadyEventFd();
        int number = Descriptors.Number(handle);
        List<bool> open = [];
        Loop.Register(handle, Interest.Read, new ActionHandler { Readable = static registration => registration.Dispose() }, ownsHandle: true);
        Loop.Schedule(TimeSpan.Zero, () => open.Add(Descriptors.IsOpen(number)));
        Loop.Defer(() => open.Add(Descriptors.IsOpen(number)));
        Kernel.Advance(Milliseconds(1));

        Turn();
        open.Add(handle.IsClosed);

        Assert.That(open, Is.EqualTo(new[] { true, true, true }));
    }

    // Behaviour 42, Bug 30
    [Test]
    public void TwoAndAHalfThousandReadyAtOnceEachClosingOthers_NoneIsCalledAfterItsEnd()
    {
        const int count = 2_500;
        Random random = new(4_711);
        Registration[] registrations = new Registration[count];
        bool[] ended = new bool[count];
        int called = 0;
        int afterEnd = 0;
        for (int index = 0; index < count; index++)
        {
            int self = index;
            registrations[self] = Loop.Register(Descriptors.EventFd(count: 1), Interest.Read, new ActionHandler { Readable = _ => Call(self) }, ownsHandle: true);
        }

        while (registrations.Any(static registration => registration.IsLive))
        {
            Turn();
        }

        Assert.That(afterEnd, Is.Zero);
        Assert.That(called, Is.GreaterThan(count / 4).And.LessThan(count));
        Assert.That(Loop.Statistics.StaleEvents, Is.Positive);
        Assert.That(Loop.Core.Poller.Table.Count, Is.EqualTo(1), "Only the wake-up is left.");

        void Call(int self)
        {
            called++;
            afterEnd += ended[self] ? 1 : 0;
            End(self);
            End(random.Next(count));
            End(random.Next(count));
        }

        void End(int index)
        {
            ended[index] = true;
            registrations[index].Dispose();
        }
    }

    // Bug 37
    [Test]
    public void Table_FindsOnlyTheRegistrationThatATokenWasMadeFor()
    {
        Registration first = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        RegistrationTable table = Loop.Core.Poller.Table;
        ulong token = RegistrationTable.Token(first.Descriptor, first.Generation);
        Assert.That(table.Find(token), Is.SameAs(first));

        first.Dispose();
        Assert.That(table.Find(token), Is.Null);

        SafeHandle handle = Owned(new SafeFileHandle(first.Descriptor, ownsHandle: false));
        Registration second = Loop.Register(handle, Interest.Read, new ActionHandler());
        Assert.That(table.Find(token), Is.Null);
        Assert.That(table.Find(RegistrationTable.Token(second.Descriptor, second.Generation)), Is.SameAs(second));
    }

    // Bug 37
    [Test]
    public void Generation_CountsTheRegistrationsOfItsSlotAndOfNoOther()
    {
        SafeHandle busy = ReadyEventFd();
        SafeHandle calm = ReadyEventFd();
        Registration first = Loop.Register(calm, Interest.Read, new ActionHandler());
        first.Dispose();
        Registration live = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        ulong token = RegistrationTable.Token(live.Descriptor, live.Generation);

        for (int count = 0; count < 10_000; count++)
        {
            Loop.Register(busy, Interest.Read, new ActionHandler()).Dispose();
        }

        Registration second = Loop.Register(calm, Interest.Read, new ActionHandler());

        Assert.That(second.Generation, Is.EqualTo(first.Generation + 1));
        Assert.That(Loop.Core.Poller.Table.Find(token), Is.SameAs(live));
    }

    [TestCase(0UL)]
    [TestCase(ulong.MaxValue)]
    [TestCase(0x0000_0001_7FFF_FFFFUL)]
    public void Table_FindsNobodyForATokenThatWasNeverMade(ulong token) => Assert.That(Loop.Core.Poller.Table.Find(token), Is.Null);

    // Bug 6
    [Test]
    public void Registration_LeavesEpollBeforeItsDescriptorIsClosed()
    {
        List<string> calls = [];
        Kernel.Deleting = _ => calls.Add("leave");
        Loop.Register(new TracedHandle(ReadyEventFd(), () => calls.Add("close")), Interest.Read, new ActionHandler
        {
            Readable = registration => { registration.Dispose(); calls.Add("disposed"); },
        }, ownsHandle: true);

        Turn();
        Kernel.Deleting = null;

        Assert.That(calls, Is.EqualTo(new[] { "leave", "disposed", "close" }));
    }

    // Bug 4, at the largest batch: with more ready than one wait tells, the rest comes with the next.
    [Test]
    public void MoreReadyThanABatchHolds_AllAreServedInTurn()
    {
        int served = 0;
        int count = Poller.BatchSize + 10;
        for (int index = 0; index < count; index++)
        {
            Loop.Register(Descriptors.EventFd(count: 1), Interest.Read, new ActionHandler
            {
                Readable = registration => { served++; registration.Dispose(); },
            }, ownsHandle: true);
        }

        Turn();
        Assert.That(served, Is.EqualTo(Poller.BatchSize));
        Turn();
        Assert.That(served, Is.EqualTo(count));
    }
}
