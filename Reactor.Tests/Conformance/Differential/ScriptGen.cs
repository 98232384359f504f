using CsCheck;

namespace Reactor.Tests.Conformance.Differential;

/// <summary>Draws scripts. Most connections just connect, and most deeds leave them open, so that there is something to do for later steps.</summary>
internal static class ScriptGen
{
    private static readonly Gen<Deed> Deeds = Gen.Frequency(
        (6, Gen.Int[1, 3_000].Select(length => new Deed(Verb.Send, length))),
        (3, Gen.Int[4_096, 20_000].Select(length => new Deed(Verb.Send, length))),
        (2, Gen.Int[1, 20_000].Select(length => new Deed(Verb.SendShared, length))),
        (2, Gen.Int[20_000, 300_000].Select(length => new Deed(Verb.SendShared, length))),
        (4, Gen.Const(new Deed(Verb.PauseReading, 0))),
        (4, Gen.Const(new Deed(Verb.ResumeReading, 0))),
        (2, Gen.Const(new Deed(Verb.ShutdownOutput, 0))),
        (2, Gen.Const(new Deed(Verb.Close, 0))),
        (1, Gen.Const(new Deed(Verb.Abort, 0))));

    private static readonly Gen<ConnectionPlan> Plans = Gen.Select(
        Gen.Frequency((4, Gen.Const(Way.Tcp)), (1, Gen.Const(Way.Loopback)), (2, Gen.Const(Way.Unix))),
        Gen.Frequency((10, Gen.Const(Start.Connects)), (2, Gen.Enum<Start>())),
        Gen.Frequency((4, Gen.Const(Habit.Listens)), (4, Gen.Const(Habit.Echoes)), (3, Gen.Enum<Habit>())),
        Gen.Bool,
        Gen.Bool,
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Const(5))),
        (way, start, habit, serverStays, clientStays, idle) => new ConnectionPlan(way, start, habit, serverStays, clientStays, idle));

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 4], Gen.Bool, Deeds.Array[1, 3], (connection, byServer, deeds) => new Step(connection, byServer, deeds));

    public static Gen<Script> Scripts { get; } = Gen.Select(
        Gen.Long[0, 1_000_000], Plans.Array[1, 4], Steps.Array[1, 14], (seed, plans, steps) => new Script(seed, plans, steps));
}
