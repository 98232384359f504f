using CsCheck;

namespace Reactor.Tests.Simulated;

/// <summary>What a step of a script does.</summary>
internal enum KernelAct
{
    OpenTcp,
    OpenUnix,
    Connect,
    ConnectToNobody,
    AcceptTcp,
    AcceptUnix,
    Send,
    Receive,
    ShutdownReceive,
    ShutdownSend,
    ShutdownBoth,
    Close,
    CloseHard,
    Duplicate,
    GetError,
    GetPeerName,
    Listen,
    Watch,
    WatchOtherwise,
    Unwatch,
}

/// <summary>One step of a script.</summary>
/// <param name="Act">What to do.</param>
/// <param name="Slot">Which descriptor it is about; an empty slot for those that make one.</param>
/// <param name="Number">How many bytes, or which interest.</param>
internal readonly record struct KernelStep(KernelAct Act, int Slot, int Number)
{
    public const int Slots = 8;

    // Each script has some connections to begin with; what connects anew comes less often than what is done to them.
    private static readonly Gen<KernelAct> s_acts = Gen.Frequency(
        (1, Gen.Const(KernelAct.OpenTcp)),
        (1, Gen.Const(KernelAct.OpenUnix)),
        (3, Gen.Const(KernelAct.Connect)),
        (1, Gen.Const(KernelAct.ConnectToNobody)),
        (2, Gen.Const(KernelAct.AcceptTcp)),
        (2, Gen.Const(KernelAct.AcceptUnix)),
        (8, Gen.Const(KernelAct.Send)),
        (8, Gen.Const(KernelAct.Receive)),
        (2, Gen.Const(KernelAct.ShutdownReceive)),
        (3, Gen.Const(KernelAct.ShutdownSend)),
        (2, Gen.Const(KernelAct.ShutdownBoth)),
        (3, Gen.Const(KernelAct.Close)),
        (2, Gen.Const(KernelAct.CloseHard)),
        (1, Gen.Const(KernelAct.Duplicate)),
        (1, Gen.Const(KernelAct.GetError)),
        (1, Gen.Const(KernelAct.GetPeerName)),
        (1, Gen.Const(KernelAct.Listen)),
        (4, Gen.Const(KernelAct.Watch)),
        (2, Gen.Const(KernelAct.WatchOtherwise)),
        (1, Gen.Const(KernelAct.Unwatch)));

    public static Gen<KernelStep[]> Scripts { get; } = Gen.Select(
        s_acts,
        Gen.Int[0, Slots - 1],
        Gen.Int[0, 500],
        (act, slot, number) => new KernelStep(act, slot, number)).Array[1, 40];

    public override string ToString() => $"{Act}({Slot}, {Number})";
}
