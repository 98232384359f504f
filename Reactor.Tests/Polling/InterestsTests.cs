using Reactor.Polling;
using Reactor.SystemCalls;

namespace Reactor.Tests.Polling;

/// <summary>What epoll is told for what users ask.</summary>
public sealed class InterestsTests
{
    // Bug 14: no row contains RDHUP.
    [TestCase(Interest.None, Readiness.None)]
    [TestCase(Interest.Accept, Readiness.In)]
    [TestCase(Interest.Read, Readiness.In)]
    [TestCase(Interest.Write, Readiness.Out)]
    [TestCase(Interest.Read | Interest.Write, Readiness.In | Readiness.Out)]
    [TestCase(Interest.Accept | Interest.Write, Readiness.In | Readiness.Out)]
    public void Interest_IsTranslatedToTheseBits(Interest interest, Readiness readiness) =>
        Assert.That(Interests.ToReadiness(interest), Is.EqualTo(readiness));
}
