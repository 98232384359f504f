namespace Reactor.Simulation;

// The same test, for one seed after the other.
public sealed partial class Simulation
{
    /// <summary>Runs a test once for each of many seeds, each time in a new world, until one of them finds something wrong.</summary>
    /// <remarks>To see one seed again: <c>Simulation.Explore(1, body, faults, firstSeed: 42)</c>.</remarks>
    /// <param name="seeds">How many.</param>
    /// <param name="body">The test. Whatever it throws is a failure; the simulation is disposed after it, which checks what is left.</param>
    /// <param name="faults">What goes wrong; every seed draws its own mixture of it, see <see cref="FaultPlan.Swarm"/>. Nothing by default.</param>
    /// <param name="firstSeed">The first of them; the others follow.</param>
    /// <param name="traceFolder">
    /// Where a failure leaves its picture, <c>seed-42.json</c>, as <see cref="WriteTrace"/> writes it; the current directory if null.
    /// </param>
    /// <exception cref="SimulationException">
    /// One failed. The message names its seed and where its picture is; the inner exception is what was thrown.
    /// </exception>
    public static void Explore(int seeds, Action<Simulation> body, FaultPlan? faults = null, long firstSeed = 1, string? traceFolder = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        ArgumentNullException.ThrowIfNull(body);
        for (int run = 0; run < seeds; run++)
        {
            long seed = unchecked(firstSeed + run);
            Simulation simulation = new(seed) { Faults = faults?.Swarm(seed) ?? FaultPlan.None };
#pragma warning disable CA1031 // Whatever it is, it is thrown on, with the seed and the picture.
            try
            {
                body(simulation);
                simulation.Dispose();
            }
            catch (Exception exception)
            {
                throw simulation.Explain(exception, traceFolder ?? Directory.GetCurrentDirectory());
            }
#pragma warning restore CA1031
        }
    }

    private SimulationException Explain(Exception cause, string folder)
    {
        SimulationException? known = cause as SimulationException;
        string complaint = known?.Complaint ?? $"{cause.GetType().Name}: {cause.Message}";
        if (_failure is null)
        {
            // From here on it counts as failed: what is left behind is not another failure.
            _ = Failed(known?.Failure ?? SimulationFailure.Exception, complaint, cause);
        }

        string message = $"{complaint}\n{LeaveTrace(folder)}\nTo see it again: Simulation.Explore(1, body, faults, firstSeed: {Seed}).";
        Abandon();
        return new SimulationException(known?.Failure ?? SimulationFailure.Exception, Seed, message, cause);
    }

    private string LeaveTrace(string folder)
    {
        string path = Path.GetFullPath(Path.Combine(folder, $"seed-{Seed}.json"));
        try
        {
            Directory.CreateDirectory(folder);
            WriteTrace(path);
            return $"A picture of the run, for ui.perfetto.dev or chrome://tracing: {path}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return $"There is no picture of the run in {path}: {exception.Message}";
        }
    }

    private void Abandon()
    {
#pragma warning disable CA1031 // The run has failed, and that is told; a loop that cannot be disposed for the same reason adds nothing.
        try
        {
            Dispose();
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
