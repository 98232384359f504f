using Reactor.Simulation.Tracing;

namespace Reactor.Simulation;

// A picture of the run.
public sealed partial class Simulation
{
    /// <summary>Whether what happens is remembered for <see cref="WriteTrace"/>; true at first.</summary>
    /// <remarks>
    /// About the last 260,000 steps are kept, in at most 8 MB. The run is the same with and without, and so is <see cref="TraceHash"/>.
    /// </remarks>
    public bool RecordsTrace
    {
        get => World.Recorder.IsOn;
        set => World.Recorder.IsOn = value;
    }

    /// <summary>
    /// Writes a picture of the run so far, for a viewer of Chrome traces such as ui.perfetto.dev or chrome://tracing: for every host its
    /// turns and callbacks, the packets between hosts as arrows, and what went wrong as marks. Times are virtual.
    /// </summary>
    /// <remarks>At any time, also after a failure and after <see cref="Dispose"/>, on the simulation's thread.</remarks>
    /// <param name="path">The file; one that is there is replaced. By convention it ends in <c>.json</c>.</param>
    /// <exception cref="InvalidOperationException">Nothing was recorded, because <see cref="RecordsTrace"/> was false all the time.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void WriteTrace(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VerifyThread();
        if (!RecordsTrace && World.Recorder.Total == 0)
        {
            throw new InvalidOperationException(
                $"Nothing was recorded. Set RecordsTrace to true and run again with seed {Seed}: the same will happen.");
        }

        TraceFile.Write(this, path, _start);
    }
}
