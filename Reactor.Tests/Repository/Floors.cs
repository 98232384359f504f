namespace Reactor.Tests.Repository;

/// <summary>Which floor a file of <c>Reactor/</c> stands on. A file may mention its own floor and those below it.</summary>
internal static class Floors
{
    /// <summary>Where the root of <c>Reactor/</c> composes the rest: the loop itself.</summary>
    public const int Composition = 3;

    /// <summary>A new folder gets its number here.</summary>
    private static readonly Dictionary<string, int> Folders = new()
    {
        ["SystemCalls"] = 0,
        ["Buffers"] = 1,
        ["Diagnostics"] = 1, // For every floor but the lowest: the kernel's answers are values, it logs nothing.
        ["Polling"] = 1,
        ["Timers"] = 1,
        ["Tasks"] = 1,
        ["Sockets"] = 2,
    };

    /// <summary>
    /// Types at the root that every floor may use: values, options, enums, contracts. They themselves see no more than floor 0,
    /// which is theirs. A root type that is listed nowhere belongs to the composition.
    /// </summary>
    private static readonly HashSet<string> Vocabulary =
    [
        "Interest", "IHandler",
        "ReceiveResult", "ReceiveStatus", "SendResult", "SendStatus", "TransferStatus",
        "CloseReason", "CloseKind", "CloseReasonKind", "ConnectFailure", "ConnectFailureKind",
        "StreamListenerOptions", "StreamSocketOptions", "ListenOptions", "ConnectOptions",
        "LoopStatistics", "LoopFault", "LoopFaultKind", "LoopFaultSource", "FaultAction",
        "ExhaustionPolicy", "OnExhaustion", "StopReport", "NameResolver",
    ];

    /// <summary>Root types that stand lower than the composition, because the machinery below it hands them out.</summary>
    private static readonly Dictionary<string, int> RootTypes = new()
    {
        ["EventLoopOptions"] = 1, // Carries the guard of the loop's thread.
        ["Registration"] = 1, // The poller's table is made of them.
        ["LoopTimer"] = 1, // The wheel links them.
        ["LoopCore"] = 2, // What sockets and name queries are given of the loop.
        ["StreamListener"] = 2, // The public faces of Sockets/.
        ["StreamSocket"] = 2,
        ["ConnectAttempt"] = 2,
    };

    /// <summary>Upward arrows that are meant, each with its reason.</summary>
    private static readonly HashSet<(string From, string To)> Meant =
    [
        // A contract names what it is called with.
        ("IHandler", "Registration"),
    ];

    /// <summary>The path is relative to <c>Reactor/</c>; null means that nobody has given the folder a floor yet.</summary>
    public static int? Of(string path)
    {
        if (IsVocabulary(path))
            return 0;
        if (FolderOf(path) is { } folder)
            return Folders.TryGetValue(folder, out int floor) ? floor : null;
        return RootTypes.GetValueOrDefault(TypeOf(path), Composition);
    }

    /// <summary>The floor of a namespace such as <c>Reactor.Polling</c>; null for all that is not a folder of ours.</summary>
    public static int? OfNamespace(string name)
    {
        string[] parts = name.Split('.');
        return parts is ["Reactor", var folder, ..] && Folders.TryGetValue(folder, out int floor) ? floor : null;
    }

    /// <summary>A folder without a floor is reported once, by a test of its own, and not again for each mention.</summary>
    public static bool MayMention(string from, string to) =>
        Of(from) is not { } floor || Of(to) is not { } other || other <= floor || Meant.Contains((TypeOf(from), TypeOf(to)));

    private static bool IsVocabulary(string path) => FolderOf(path) is null && Vocabulary.Contains(TypeOf(path));

    private static string? FolderOf(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : null;

    /// <summary>The file is named by the type it owns; <c>EventLoop.Running.cs</c> is a part of <c>EventLoop</c>.</summary>
    private static string TypeOf(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name[..name.IndexOf('.')];
    }
}
