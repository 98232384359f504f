using System.Globalization;
using System.Text;
using Reactor.Simulation.Files;

namespace Reactor.Simulation.Checks;

/// <summary>Says who waits for what, for the message of a run that does not go on.</summary>
internal static class Waiting
{
    private const int MostPerHost = 20;

    public static string Describe(IReadOnlyList<SimulatedHost> hosts)
    {
        StringBuilder text = new();
        foreach (SimulatedHost host in hosts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  '{host.Name}' {Sleep(host)}:");
            Append(text, host);
        }

        return text.ToString();
    }

    public static string DescribeSpin(SimulatedHost host)
    {
        StringBuilder text = new("What it waits for:");
        Append(text, host);
        return text.ToString();
    }

    private static string Sleep(SimulatedHost host) =>
        host.HasStopped ? "has stopped"
        : host.IsHeldUp ? "stands still"
        : host.IsRunnable ? "has something to do"
        : host.SleepsUntil == long.MaxValue ? "sleeps until something happens" : "sleeps until a timer is due";

    private static void Append(StringBuilder text, SimulatedHost host)
    {
        int count = 0;
        foreach ((int descriptor, OpenFile file) in host.Kernel.Files.Walk())
        {
            if (host.Loop.Core.Poller.Table[descriptor] is not { } registration)
            {
                continue;
            }

            if (++count > MostPerHost)
            {
                text.Append("\n    ...");
                return;
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"\n    {registration.Handler.GetType().Name} waits for {registration.Interest} on descriptor {descriptor}, {file.Describe()}; ready: {file.Readiness}");
        }
    }
}
