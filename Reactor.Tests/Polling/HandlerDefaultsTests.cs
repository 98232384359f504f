using System.Runtime.InteropServices;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>A handler that does not implement what it is registered for says so, instead of spinning in silence.</summary>
public sealed class HandlerDefaultsTests : LoopFixture
{
    [TestCase(Interest.Read)]
    [TestCase(Interest.Accept)]
    [TestCase(Interest.Write)]
    public void MissingMethod_ThrowsNamingTypeAndInterestAndEndsTheRegistration(Interest interest)
    {
        ExpectFaults();
        Registration registration = Loop.Register(ReadyEventFd(), interest, new EmptyHandler());

        Turn();

        Assert.That(Faults.Single().Exception, Is.InstanceOf<NotSupportedException>());
        Assert.That(Faults.Single().Exception.Message, Does.Contain(nameof(EmptyHandler)).And.Contain(interest.ToString()));
        Assert.That(registration.IsLive, Is.False);
    }

    [Test]
    public void MissingOnHangup_DisposesTheRegistration()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        Registration registration = Loop.Register(write, Interest.Write, new WriteOnlyHandler());
        read.Dispose();

        Turn();

        Assert.That(registration.IsLive, Is.False);
    }

    private sealed class EmptyHandler : IHandler;

    private sealed class WriteOnlyHandler : IHandler
    {
        public void OnWritable(Registration registration)
        {
        }
    }
}
