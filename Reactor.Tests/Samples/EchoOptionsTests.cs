using EchoServer;

namespace Reactor.Tests.Samples;

/// <summary>What the echo server takes for a number of seconds.</summary>
public sealed class EchoOptionsTests
{
    [TestCase("0", -0.001)] // Timeout.InfiniteTimeSpan.
    [TestCase("90", 90)]
    [TestCase("0.25", 0.25)]
    public void A_time_is_taken(string text, double seconds)
    {
        Assert.That(EchoOptions.TryParse(["--idle-timeout", text], out EchoOptions? options, out _), Is.True);
        Assert.That(options!.IdleTimeout.TotalSeconds, Is.EqualTo(seconds));
    }

    [TestCase("-Infinity")]
    [TestCase("Infinity")]
    [TestCase("NaN")]
    [TestCase("-1")]
    [TestCase("1e3")]
    [TestCase("999999999999999")]
    [TestCase("0.00000000001")]
    [TestCase("soon")]
    public void Anything_else_is_refused_in_one_line(string text)
    {
        Assert.That(EchoOptions.TryParse(["--idle-timeout", text], out _, out string? message), Is.False);
        Assert.That(message, Does.Contain($"not '{text}'").And.Not.Contains("\n"));
    }
}
