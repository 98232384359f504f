using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

/// <summary>One test for many seeds, and what a failure leaves behind.</summary>
public sealed class ExploreTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("reactor-explore").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Every_seed_gets_a_world_of_its_own()
    {
        List<Reactor.Simulation.Simulation> worlds = [];

        Reactor.Simulation.Simulation.Explore(3, worlds.Add, FaultPlan.Stormy, firstSeed: 5, traceFolder: _folder);

        Assert.Multiple(() =>
        {
            Assert.That(worlds.Select(world => world.Seed), Is.EqualTo([5L, 6L, 7L]));
            Assert.That(worlds.Select(world => world.Faults), Is.EqualTo(worlds.Select(world => FaultPlan.Stormy.Swarm(world.Seed))));
            Assert.That(() => worlds[^1].AddHost("late"), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
        });
    }

    [Test]
    public void A_failure_names_its_seed_and_leaves_its_picture()
    {
        string folder = Path.Combine(_folder, "made", "on", "demand");
        SimulationException failure = Fail(
            simulation =>
            {
                SimulatedHost host = simulation.AddHost("alone");
                int turns = 0;
                host.Loop.Post(() => turns++);
                simulation.RunUntil(() => turns > 0);
                if (simulation.Seed == 3)
                {
                    throw new FormatException("three is odd");
                }
            },
            folder);

        string picture = Path.Combine(folder, "seed-3.json");
        Assert.Multiple(() =>
        {
            Assert.That(failure.Seed, Is.EqualTo(3));
            Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Exception));
            Assert.That(failure.InnerException, Is.TypeOf<FormatException>());
            Assert.That(failure.Message, Does.StartWith("Seed 3: FormatException: three is odd").And.Contain(picture).And.Contain("firstSeed: 3"));
            Assert.That(Directory.GetFiles(folder), Is.EqualTo([picture]));
        });
        TraceDocument trace = TraceDocument.Read(picture);
        trace.AssertWellFormed();
        trace.AssertSlicesNest();
        Assert.That(trace.NamesOf("process_name"), Does.Contain("alone"));
        Assert.That(trace.In("i").Select(TraceDocument.Name), Does.Contain("failure"));
    }

    [Test]
    public void What_the_simulation_found_keeps_its_kind_and_is_told_once()
    {
        SimulationException failure = Fail(simulation =>
        {
            simulation.AddHost("alone");
            simulation.RunUntil(() => false);
        });

        Assert.Multiple(() =>
        {
            Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Deadlock));
            Assert.That(failure.InnerException, Is.TypeOf<SimulationException>());
            Assert.That(failure.Message, Does.StartWith("Seed 1: deadlock"));
            Assert.That(failure.Message.Split("Seed 1").Length, Is.EqualTo(2), failure.Message);
        });
    }

    [Test]
    public void What_is_left_at_the_end_fails_it_too()
    {
        SimulatedPipe pipe = default;
        SimulationException failure = Fail(simulation => pipe = simulation.AddHost("leaky").CreatePipe());

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Invariant));
        Assert.That(File.Exists(Path.Combine(_folder, "seed-1.json")), Is.True);
        pipe.Reader.Dispose();
        pipe.Writer.Dispose();
    }

    [Test]
    public void A_picture_that_cannot_be_written_does_not_hide_the_failure()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        SimulationException failure = Fail(_ => throw new FormatException("odd"), file);

        Assert.That(failure.Message, Does.Contain("FormatException: odd").And.Contain("There is no picture"));
    }

    private SimulationException Fail(Action<Reactor.Simulation.Simulation> body, string? folder = null) =>
        Assert.Throws<SimulationException>(() => Reactor.Simulation.Simulation.Explore(10, body, traceFolder: folder ?? _folder))!;
}
