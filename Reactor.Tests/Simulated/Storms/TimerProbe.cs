using Reactor.Simulation;

namespace Reactor.Tests.Simulated.Storms;

/// <summary>Timers that arm timers, on a loop that has other things to do: never early, never in the turn that armed them.</summary>
internal sealed class TimerProbe(Storm storm, SimulatedHost host)
{
    public void Begin() => Arm(TimeSpan.FromMilliseconds(storm.Plan.Random.Next(50)));

    private void Arm(TimeSpan delay)
    {
        long turn = host.Loop.Statistics.Turns;
        TimeProvider time = host.Loop.TimeProvider;
        long armed = time.GetTimestamp();
        host.Loop.Schedule(delay, () =>
        {
            if (host.Loop.Statistics.Turns == turn)
                Storm.Complain("a timer that was armed in a callback fired in the same turn");
            if (time.GetElapsedTime(armed) < delay)
                Storm.Complain($"a timer of {delay} fired early, after {time.GetElapsedTime(armed)}");
            if (!storm.IsOver)
                Arm(TimeSpan.FromMilliseconds(storm.Plan.Random.Next(2) == 0 ? 0 : storm.Plan.Random.Next(2_000)));
        });
    }
}
