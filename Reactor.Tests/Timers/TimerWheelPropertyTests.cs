using CsCheck;

namespace Reactor.Tests.Timers;

public sealed class TimerWheelPropertyTests
{
    // Bug 20, Bug 21, Bug 25, Behaviour 16, Behaviour 17, Behaviour 18, Behaviour 19, Behaviour 21, Behaviour 24, Behaviour 25
    [Test]
    public void The_wheel_does_what_a_plain_sorted_list_does() =>
        Gen.Select(TickGen.Start, TimerScript.Steps.Array[1, 60]).Sample(TimerScript.Play, iter: 5_000, threads: 1);
}
