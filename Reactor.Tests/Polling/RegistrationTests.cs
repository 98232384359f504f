using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>What is registered, what is refused, and what changing one's mind costs.</summary>
public sealed class RegistrationTests : LoopFixture
{
    // Behaviour 44
    [TestCase(Interest.Read)]
    [TestCase(Interest.None)]
    public void RegularFile_IsRefusedWithAClearError(Interest interest)
    {
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);

            Assert.That(
                () => Loop.Register(file, interest, new ActionHandler()),
                Throws.ArgumentException.With.Message.Contains("Regular files").And.Message.Contains("EPERM"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Behaviour 45
    [TestCase(Interest.Read)]
    [TestCase(Interest.None)]
    public void NumberThatIsClosed_IsRefusedWithAClearError(Interest interest)
    {
        int closed = Descriptors.Duplicate(ReadyEventFd());
        using SafeFileHandle handle = new(closed, ownsHandle: false);
        Descriptors.Close(closed);

        Assert.That(
            () => Loop.Register(handle, interest, new ActionHandler()),
            Throws.ArgumentException.With.Message.Contains("not open").And.Message.Contains("EBADF"));
    }

    // Behaviour 45: a number that cannot be a descriptor costs no table of that size. The handle of a socket takes any but -1.
    [TestCase(int.MaxValue - 8, Interest.Read)]
    [TestCase(int.MaxValue - 8, Interest.None)]
    [TestCase(-2, Interest.Read)]
    [TestCase(-2, Interest.None)]
    public void NumberThatIsNoDescriptors_IsRefusedWithoutRoomForIt(int number, Interest interest)
    {
        using SafeSocketHandle handle = new(number, ownsHandle: false);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(() => Loop.Register(handle, interest, new ActionHandler()), Throws.ArgumentException.With.Message.Contains("not open"));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void InvalidHandle_IsRefusedWithAClearError()
    {
        using SafeFileHandle handle = new(-1, ownsHandle: false);

        Assert.That(() => Loop.Register(handle, Interest.Read, new ActionHandler()), Throws.ArgumentException.With.Message.Contains("invalid"));
    }

    [Test]
    public void DisposedHandle_IsRefusedWithAClearError()
    {
        SafeHandle handle = ReadyEventFd();
        handle.Dispose();

        Assert.That(() => Loop.Register(handle, Interest.Read, new ActionHandler()), Throws.ArgumentException.With.Message.Contains("not open"));
    }

    [Test]
    public void ReadIntoAnEmptyBuffer_IsRefusedBecauseTheEndCouldNotBeTold()
    {
        Registration registration = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());

        Assert.That(() => registration.Read([]), Throws.ArgumentException.With.Message.Contains("empty"));
    }

    // Bug 8, Behaviour 40
    [Test]
    public void SecondRegistrationOfALiveDescriptor_IsRefusedAndTheFirstGoesOn()
    {
        SafeHandle handle = ReadyEventFd();
        ActionHandler first = new();
        Loop.Register(handle, Interest.Read, first);

        Assert.That(
            () => Loop.Register(handle, Interest.Read, new ActionHandler()),
            Throws.InvalidOperationException.With.Message.Contains(nameof(ActionHandler)).And.Message.Contains("Dispose"));

        Turn();
        Assert.That(first.Reads, Is.EqualTo(1));
    }

    [Test]
    public void RegistrationAfterTheFirstIsDisposed_Works()
    {
        SafeHandle handle = ReadyEventFd();
        Loop.Register(handle, Interest.Read, new ActionHandler()).Dispose();
        ActionHandler second = new();

        Loop.Register(handle, Interest.Read, second);
        Turn();

        Assert.That(second.Reads, Is.EqualTo(1));
    }

    // Behaviour 43, Bug 6: the file behind it stays open and ready, yet nobody hears of it.
    [Test]
    public void DuplicateKeptOpenElsewhere_BringsNoEventAfterTheRegistrationEnds()
    {
        SafeHandle handle = ReadyEventFd();
        using SafeFileHandle duplicate = new(Descriptors.Duplicate(handle), ownsHandle: true);
        ActionHandler handler = new();
        Registration registration = Loop.Register(handle, Interest.Read, handler, ownsHandle: true);

        registration.Dispose();
        Turn();

        Assert.That((handler.Reads, Loop.Statistics.Events), Is.EqualTo((0, 0)));
    }

    // Behaviour 43
    [Test]
    public void DuplicateRegisteredBesideItsOriginal_IsAnotherDescriptor()
    {
        SafeHandle handle = ReadyEventFd();
        SafeHandle duplicate = Owned(new SafeFileHandle(Descriptors.Duplicate(handle), ownsHandle: true));
        ActionHandler first = new();
        ActionHandler second = new();
        Registration registration = Loop.Register(handle, Interest.Read, first);
        Loop.Register(duplicate, Interest.Read, second);

        registration.Dispose();
        Turn();

        Assert.That((first.Reads, second.Reads), Is.EqualTo((0, 1)));
    }

    [TestCase(Interest.Accept | Interest.Read)]
    [TestCase(Interest.Accept | Interest.Read | Interest.Write)]
    [TestCase((Interest)8)]
    public void SenselessInterest_IsRefused(Interest interest)
    {
        SafeHandle handle = ReadyEventFd();

        Assert.That(() => Loop.Register(handle, interest, new ActionHandler()), Throws.ArgumentException);

        Registration registration = Loop.Register(handle, Interest.Read, new ActionHandler());
        Assert.That(() => registration.Interest = interest, Throws.ArgumentException);
        Assert.That(registration.Interest, Is.EqualTo(Interest.Read));
    }

    [Test]
    public void InterestThatDoesNotChange_IsNoSystemCall()
    {
        Registration registration = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        long before = Kernel.Total;

        registration.Interest = Interest.Read;

        Assert.That(Kernel.Total, Is.EqualTo(before));
    }

    [Test]
    public void InterestThatChanges_IsOneSystemCall()
    {
        Registration registration = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        long before = Kernel.Total;

        registration.Interest = Interest.Read | Interest.Write;

        Assert.That((Kernel.EpollModifies, Kernel.Total - before), Is.EqualTo((1, 1)));
    }

    [Test]
    public void InterestNone_LeavesEpollAndComesBackWithInterest()
    {
        ActionHandler handler = new();
        Registration registration = Loop.Register(ReadyEventFd(), Interest.Read, handler);

        registration.Interest = Interest.None;
        Turn();
        Assert.That((handler.Reads, Kernel.EpollDeletes), Is.EqualTo((0, 1)));

        registration.Interest = Interest.Read;
        Turn();
        Assert.That(handler.Reads, Is.EqualTo(1));
    }

    [Test]
    public void InterestNoneFromTheStart_IsNotInEpoll()
    {
        long adds = Kernel.EpollAdds;

        Loop.Register(ReadyEventFd(), Interest.None, new ActionHandler());
        Turn();

        Assert.That((Kernel.EpollAdds - adds, Loop.Statistics.Events), Is.EqualTo((0, 0)));
    }

    // Behaviour 60
    [Test]
    public void InterestDroppedInACallback_HoldsForTheSameEvent()
    {
        (SafeHandle one, SafeHandle other) = SocketPair();
        Descriptors.Write(other, 1);
        ActionHandler handler = new() { Writable = static registration => registration.Interest = Interest.None };
        Loop.Register(one, Interest.Read | Interest.Write, handler);

        Turn();

        Assert.That((handler.Writes, handler.Reads), Is.EqualTo((1, 0)));
    }

    // Bug 5, Behaviour 39
    [Test]
    public void DisposedInOnWritable_OnReadableIsNotCalled()
    {
        (SafeHandle one, SafeHandle other) = SocketPair();
        Descriptors.Write(other, 1);
        ActionHandler handler = new() { Writable = static registration => registration.Dispose() };
        Loop.Register(one, Interest.Read | Interest.Write, handler);

        Turn();

        Assert.That((handler.Writes, handler.Reads), Is.EqualTo((1, 0)));
    }

    [Test]
    public void DisposedRegistration_RefusesUse()
    {
        Registration registration = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        registration.Dispose();

        Assert.That(registration.Dispose, Throws.Nothing);
        Assert.That(registration.Interest, Is.EqualTo(Interest.None));
        Assert.That(() => registration.Interest = Interest.Read, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => registration.Read(new byte[1]), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => registration.Write(new byte[1]), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void KernelThatRefuses_LeavesTheInterestAsItWas()
    {
        Registration registration = Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        Kernel.Modify = static _ => -Errno.ENOMEM;

        Assert.That(() => registration.Interest = Interest.Write, Throws.InstanceOf<IOException>().With.Message.Contains("ENOMEM"));

        Assert.That(registration.Interest, Is.EqualTo(Interest.Read));
    }

    [Test]
    public void RegistrationThatTheKernelRefuses_LeavesNothingBehind()
    {
        SafeHandle handle = ReadyEventFd();
        Kernel.Add = static _ => -Errno.ENOSPC;
        Assert.That(() => Loop.Register(handle, Interest.Read, new ActionHandler(), ownsHandle: true), Throws.InstanceOf<IOException>());
        Kernel.Add = null;
        Assert.That(handle.IsClosed, Is.False, "It stays its owner's.");

        ActionHandler handler = new();
        Loop.Register(handle, Interest.Read, handler);
        Turn();

        Assert.That(handler.Reads, Is.EqualTo(1));
    }

    // Bug 7
    [Test]
    public void EpollKnowsTheDescriptorAlready_IsToldAnew()
    {
        // A number that is closed behind the loop's back cannot be taken out of epoll while a duplicate keeps the file open;
        // put back in its place it is there already.
        SafeHandle original = ReadyEventFd();
        int number = Descriptors.Duplicate(original);
        using SafeFileHandle handle = new(number, ownsHandle: false);
        Registration lost = Loop.Register(handle, Interest.Read, new ActionHandler());
        Descriptors.Close(number);
        lost.Dispose();
        Descriptors.Replace(number, original);
        SafeHandle again = Owned(new SafeFileHandle(number, ownsHandle: true));
        ActionHandler handler = new();

        Loop.Register(again, Interest.Read, handler);
        Turn();

        Assert.That(Kernel.EpollModifies, Is.EqualTo(1), "The kernel said EEXIST.");
        Assert.That((handler.Reads, Loop.Statistics.StaleEvents), Is.EqualTo((1, 0)));
    }

    // Bug 7
    [Test]
    public void EpollHasForgottenTheDescriptor_IsToldAnew()
    {
        SafeHandle handle = Owned(Descriptors.EventFd());
        ActionHandler handler = new();
        Registration registration = Loop.Register(handle, Interest.Read, handler);
        SafeHandle other = ReadyEventFd();
        Descriptors.Replace(Descriptors.Number(handle), other);

        registration.Interest = Interest.Read | Interest.Write;
        Turn();

        Assert.That((handler.Reads, handler.Writes), Is.EqualTo((1, 1)));
    }

    // Bug 7
    [TestCase(Errno.ENOENT)]
    [TestCase(Errno.EBADF)]
    [TestCase(Errno.EPERM)]
    public void DescriptorThatEpollDoesNotKnow_IsOutAndThatIsAll(int errno)
    {
        using EventLoop loop = new(new EventLoopOptions { Kernel = new NoDeleteKernel(errno) });
        Registration registration = loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());

        Assert.That(registration.Dispose, Throws.Nothing);
        Assert.That(registration.IsLive, Is.False);
    }

    private sealed class NoDeleteKernel(int errno) : ForwardingKernel
    {
        public override int EpollDelete(int epoll, int descriptor)
        {
            base.EpollDelete(epoll, descriptor);
            return -errno;
        }
    }
}
