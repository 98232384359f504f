using Perfolizer.Horology;

namespace Reactor.Micro;

/// <summary>
/// The clock that everything is measured by. It can be stopped while a benchmark sets up its next round, on the benchmark's thread; and it
/// stands while it looks, at the begin and the end of each slice, whether the core is the benchmark's alone, and what was allocated.
/// </summary>
internal sealed class PausingClock : IClock
{
    private static long _paused;
    private static long _stopped;

    public string Title => "Pausing";

    public bool IsAvailable => true;

    public Frequency Frequency => Chronometer.Frequency;

    /// <summary>What comes now takes no time by this clock.</summary>
    public static void Stop() => _stopped = Chronometer.GetTimestamp();

    public static void Continue() => _paused += Chronometer.GetTimestamp() - _stopped;

    public long GetTimestamp()
    {
        Stop();
        bool endsAlone = CorePace.IsAlone();
        bool beginsAlone = endsAlone || CorePace.AwaitAlone();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        Continue();
        long now = Chronometer.GetTimestamp() - _paused;
        Slices.Read(new Slices.Reading(now, allocated, endsAlone, beginsAlone));
        return now;
    }
}
