using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>Whose descriptor it is: referenced until the end of the registration, closed only by its owner.</summary>
public sealed class HandleOwnershipTests : LoopFixture
{
    [Test]
    public void BorrowedHandle_StaysOpen()
    {
        SafeHandle handle = ReadyEventFd();

        Loop.Register(handle, Interest.Read, new ActionHandler()).Dispose();
        Turn();

        Assert.That(handle.IsClosed, Is.False);
        Assert.That(Descriptors.IsOpen(Descriptors.Number(handle)), Is.True);
    }

    [Test]
    public void OwnedHandle_IsClosedWithItsRegistration()
    {
        SafeHandle handle = ReadyEventFd();
        int number = Descriptors.Number(handle);

        Loop.Register(handle, Interest.Read, new ActionHandler(), ownsHandle: true).Dispose();

        Assert.That(handle.IsClosed, Is.True);
        Assert.That(Descriptors.IsOpen(number), Is.False);
    }

    // Bug 8: who disposes a handle that is still registered does not pull the descriptor from under the loop.
    [Test]
    public void HandleDisposedWhileRegistered_IsOpenUntilTheRegistrationEnds()
    {
        SafeHandle handle = ReadyEventFd();
        int number = Descriptors.Number(handle);
        ActionHandler handler = new();
        Registration registration = Loop.Register(handle, Interest.Read, handler);

        handle.Dispose();
        Turn();
        Assert.That((handler.Reads, Descriptors.IsOpen(number)), Is.EqualTo((1, true)));

        registration.Dispose();
        Assert.That(Descriptors.IsOpen(number), Is.False);
    }

    // A socket's Dispose spins until nobody references its handle; the loop must not, or it would wait for itself.
    [Test]
    public void SocketDisposedRightAfterItsRegistration_DoesNotWait()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Registration registration = Loop.Register(socket.SafeHandle, Interest.Write, new ActionHandler());
        Elsewhere.Errand? errand = null;
        Loop.Defer(() =>
        {
            registration.Dispose();
            errand = Elsewhere.Start(socket.Dispose);
            SpinWait.SpinUntil(() => errand.IsFinished, TimeSpan.FromSeconds(2));
            Assert.That(errand.IsFinished, Is.True);
        });

        Turn();

        errand!.Finish();
    }

    [Test]
    public void HandleThatIsRefused_IsNotReferenced()
    {
        SafeHandle handle = ReadyEventFd();
        int number = Descriptors.Number(handle);
        Registration registration = Loop.Register(handle, Interest.Read, new ActionHandler());
        Assert.That(() => Loop.Register(handle, Interest.Read, new ActionHandler()), Throws.InvalidOperationException);
        registration.Dispose();

        handle.Dispose();

        Assert.That(Descriptors.IsOpen(number), Is.False);
    }

    [Test]
    public void RegisteredAgainInTheSameCallback_OutlivesTheEndOfTheFirst()
    {
        SafeHandle handle = ReadyEventFd();
        int number = Descriptors.Number(handle);
        ActionHandler second = new();
        Registration? again = null;
        Loop.Register(handle, Interest.Read, new ActionHandler
        {
            Readable = registration => { registration.Dispose(); again = Loop.Register(handle, Interest.Read, second); },
        }, ownsHandle: true);

        Turn();
        Turn();

        Assert.That((second.Reads, Descriptors.IsOpen(number)), Is.EqualTo((1, true)));

        again!.Dispose();
        Assert.That(Descriptors.IsOpen(number), Is.False, "The first one owned it, the second kept it open.");
    }

    // Bug 9: a forgotten registration is still registered, and no finalizer has a say in it.
    [Test]
    public void ForgottenRegistration_IsKeptAliveByTheLoop()
    {
        SafeHandle eventFd = Owned(Descriptors.EventFd());
        int reads = 0;
        RegisterAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Descriptors.Signal(eventFd);
        Turn();

        Assert.That(reads, Is.EqualTo(1));

        [MethodImpl(MethodImplOptions.NoInlining)]
        void RegisterAndForget() => Loop.Register(eventFd, Interest.Read, new ActionHandler { Readable = _ => reads++ });
    }

    [Test]
    public void DisposedRegistration_LetsItsHandlerGo()
    {
        WeakReference handler = RegisterAndDispose();
        Turn();
        GC.Collect();

        Assert.That(handler.IsAlive, Is.False);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference RegisterAndDispose()
        {
            ActionHandler made = new();
            Loop.Register(Owned(Descriptors.EventFd()), Interest.Read, made).Dispose();
            return new WeakReference(made);
        }
    }

    // A handle's own release is foreign code. What it throws must not make the loop release anything twice.
    [Test]
    public void HandleWhoseReleaseThrows_IsReleasedOnceAndTheOthersAfterIt()
    {
        ExpectFaults();
        ThrowingHandle throwing = new(Descriptors.Duplicate(ReadyEventFd()));
        SafeHandle other = ReadyEventFd();
        Registration first = Loop.Register(throwing, Interest.Read, new ActionHandler(), ownsHandle: true);
        Registration second = Loop.Register(other, Interest.Read, new ActionHandler(), ownsHandle: true);
        Loop.Defer(() => { first.Dispose(); second.Dispose(); });

        Turn();

        Assert.That((throwing.Releases, other.IsClosed), Is.EqualTo((1, true)));
        Assert.That(Faults.Single().Exception, Is.InstanceOf<InvalidTimeZoneException>());
        Assert.That((Faults[0].Kind, Faults[0].Source), Is.EqualTo((FaultKind.Handler, (object)throwing)));
    }

    [Test]
    public void BorrowedHandleWhoseReleaseThrows_DoesNotKeepTheLoopFromBeingClosed()
    {
        ExpectFaults();
        ThrowingHandle throwing = new(Descriptors.Duplicate(ReadyEventFd()));
        SafeHandle other = ReadyEventFd();
        Loop.Register(throwing, Interest.Read, new ActionHandler());
        Loop.Register(other, Interest.Read, new ActionHandler(), ownsHandle: true);
        throwing.Dispose();

        Assert.That(Loop.Dispose, Throws.Nothing);

        Assert.That((throwing.Releases, other.IsClosed, Faults.Count), Is.EqualTo((1, true, 1)));
    }

    private sealed class ThrowingHandle : SafeHandle
    {
        public ThrowingHandle(int descriptor)
            : base(-1, ownsHandle: true) => SetHandle(descriptor);

        public int Releases { get; private set; }

        public override bool IsInvalid => handle < 0;

        protected override bool ReleaseHandle()
        {
            Releases++;
            Descriptors.Close((int)handle);
            throw new InvalidTimeZoneException();
        }
    }
}
