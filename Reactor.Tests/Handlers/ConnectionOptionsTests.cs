using System.Net.Sockets;
using Reactor.Handlers;

namespace Reactor.Tests.Handlers;

public sealed class ConnectionOptionsTests
{
    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return new(new ConnectionOptions { LowWaterMark = -1 }, nameof(ConnectionOptions.LowWaterMark));
        yield return new(new ConnectionOptions { HighWaterMark = 10, LowWaterMark = 11 }, nameof(ConnectionOptions.HighWaterMark));
        yield return new(new ConnectionOptions { OutputLimit = 0 }, nameof(ConnectionOptions.OutputLimit));
        yield return new(new ConnectionOptions { CloseDrainLimit = -1 }, nameof(ConnectionOptions.CloseDrainLimit));
        yield return new(new ConnectionOptions { IdleTimeout = TimeSpan.Zero }, nameof(ConnectionOptions.IdleTimeout));
        yield return new(new ConnectionOptions { ReadTimeout = TimeSpan.FromSeconds(-1) }, nameof(ConnectionOptions.ReadTimeout));
        yield return new(new ConnectionOptions { WriteTimeout = TimeSpan.MinValue }, nameof(ConnectionOptions.WriteTimeout));
        yield return new(new ConnectionOptions { CloseTimeout = TimeSpan.Zero }, nameof(ConnectionOptions.CloseTimeout));
    }

    [TestCaseSource(nameof(Wrong))]
    public void What_is_out_of_its_range_is_refused_by_name(ConnectionOptions options, string name) =>
        Assert.That(
            () => new Probe { Options = options },
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property(nameof(ArgumentException.ParamName)).EqualTo(name));

    [Test]
    public void The_ends_of_the_ranges_are_allowed()
    {
        ConnectionOptions options = new()
        {
            LowWaterMark = 0,
            HighWaterMark = 0,
            OutputLimit = int.MaxValue,
            CloseDrainLimit = 0,
            IdleTimeout = TimeSpan.FromTicks(1),
            ReadTimeout = Timeout.InfiniteTimeSpan,
            WriteTimeout = TimeSpan.MaxValue,
            CloseTimeout = Timeout.InfiniteTimeSpan,
        };

        Assert.That(new Probe { Options = options }.Options, Is.SameAs(options));
    }

    [Test]
    public void None_at_all_are_refused() =>
        Assert.That(() => new Probe { Options = null! }, Throws.ArgumentNullException);

    [Test]
    public void The_defaults_are_what_the_documentation_says()
    {
        ConnectionOptions options = new Probe().Options;

        Assert.That(options.HighWaterMark, Is.EqualTo(64 * 1024));
        Assert.That(options.LowWaterMark, Is.EqualTo(16 * 1024));
        Assert.That(options.OutputLimit, Is.EqualTo(16 * 1024 * 1024));
        Assert.That(options.PauseReadingOnHighOutput, Is.Null);
        Assert.That(options.IdleTimeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(options.ReadTimeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(options.WriteTimeout, Is.EqualTo(TimeSpan.FromSeconds(60)));
        Assert.That(options.CloseTimeout, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(options.CloseDrainLimit, Is.EqualTo(1024 * 1024));
    }

    [Test]
    public void A_reason_reads_well_in_a_log()
    {
        Assert.That(new CloseReason(CloseKind.Completed).ToString(), Is.EqualTo("Completed"));
        Assert.That(new CloseReason(CloseKind.Failed, SocketError.ConnectionReset).ToString(), Is.EqualTo("Failed: ConnectionReset"));
        Assert.That(
            new CloseReason(CloseKind.Fault, Exception: new InvalidOperationException("no")).ToString(),
            Is.EqualTo("Fault: InvalidOperationException: no"));
    }
}
