using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Diagnostics;
using Reactor.Polling;
using Reactor.SystemCalls.Linux;
using Reactor.Tasks;
using Reactor.Tests.Sockets;

namespace Reactor.Tests.Loop;

public sealed class EventLoopOptionsTests
{
    [Test]
    public void A_copy_has_every_option()
    {
        EventLoopOptions defaults = new();
        EventLoopOptions options = new()
        {
            Logger = NullLogger.Instance,
            FaultPolicy = static _ => FaultAction.Stop,
            MaxTasksPerTurn = 1,
            ReadBudget = 2,
            AcceptBudget = 3,
            MaxConnections = 4,
            ReceiveBufferSize = 5,
            BusyPoll = TimeSpan.FromTicks(6),
            SlowTurnThreshold = TimeSpan.FromTicks(7),
            NameResolver = new ProbeResolver(),
            Kernel = new LinuxKernel(),
            Thread = new LoopThread(),
            Observer = new DeafObserver(),
            Wakeup = static poller => new Wakeup(poller),
        };
        EventLoopOptions copy = new(options);

        foreach (PropertyInfo property in typeof(EventLoopOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Assert.That(property.GetValue(options), Is.Not.EqualTo(property.GetValue(defaults)), $"{property.Name} is new: give it a value above.");
            Assert.That(property.GetValue(copy), Is.EqualTo(property.GetValue(options)), property.Name);
        }
    }

    [TestCaseSource(nameof(Impossible))]
    public void What_is_out_of_range_is_refused_by_name(EventLoopOptions options, string name) =>
        Assert.That(() => new EventLoop(options), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(name));

    [Test]
    public void A_buffer_as_large_as_the_read_budget_allows_can_be_asked_for()
    {
        using EventLoop loop = new(new EventLoopOptions { ReceiveBufferSize = int.MaxValue, ReadBudget = 8 * 1024 });

        Assert.That(loop.Core.ReceiveBuffer.Length, Is.EqualTo(8 * 1024));
    }

    private static IEnumerable<TestCaseData> Impossible()
    {
        yield return Refused(new() { MaxTasksPerTurn = 0 }, nameof(EventLoopOptions.MaxTasksPerTurn));
        yield return Refused(new() { ReadBudget = 0 }, nameof(EventLoopOptions.ReadBudget));
        yield return Refused(new() { AcceptBudget = 0 }, nameof(EventLoopOptions.AcceptBudget));
        yield return Refused(new() { MaxConnections = 0 }, nameof(EventLoopOptions.MaxConnections));
        yield return Refused(new() { ReceiveBufferSize = 1_023 }, nameof(EventLoopOptions.ReceiveBufferSize));
        yield return Refused(new() { ReceiveBufferSize = int.MaxValue, ReadBudget = int.MaxValue }, nameof(EventLoopOptions.ReceiveBufferSize), " too large");
        yield return Refused(new() { BusyPoll = TimeSpan.FromTicks(-1) }, nameof(EventLoopOptions.BusyPoll));
        yield return Refused(new() { SlowTurnThreshold = TimeSpan.FromTicks(-1) }, nameof(EventLoopOptions.SlowTurnThreshold));
    }

    private static TestCaseData Refused(EventLoopOptions options, string name, string more = "") =>
        new TestCaseData(options, name).SetArgDisplayNames(name + more);

    private sealed class DeafObserver : LoopObserver
    {
        public override void Began(LoopCallback callback, object? culprit)
        {
        }

        public override void Ended()
        {
        }
    }
}
