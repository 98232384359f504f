using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated.Storms;

/// <summary>Some bytes that shall go to the server and come back, on as many connections as that takes.</summary>
internal sealed class Session
{
    private readonly Storm _storm;
    private readonly SimulatedHost _host;
    private readonly Random _random;
    private readonly int _largest;

    public Session(Storm storm, SimulatedHost host, int number)
    {
        _storm = storm;
        _host = host;
        _random = storm.Plan.Random;
        Number = number;
        Length = _random.Next(3) switch { 0 => _random.Next(1, 200), 1 => _random.Next(1, 20_000), _ => _random.Next(1, 300_000) };
        HalfCloses = _random.Next(2) == 0;
        PausesOnOutput = _random.Next(4) == 0;
        AbortAfter = _random.Next(10) == 0 ? _random.Next(1, Length + 1) : long.MaxValue;
        _largest = _random.Next(2) == 0 ? 1_000 : 100_000;
    }

    public int Number { get; }

    public int Length { get; }

    /// <summary>Whether the client ends its output after the last byte and waits for the rest and the end; otherwise it closes when all is back.</summary>
    public bool HalfCloses { get; }

    public bool PausesOnOutput { get; }

    /// <summary>After how many bytes the client resets the connection.</summary>
    public long AbortAfter { get; }

    public bool IsComplete { get; private set; }

    public int Attempts { get; private set; }

    public void Begin()
    {
        Attempts++;
        _host.Loop.Connect(_storm.AddressFor(_host), new ClientSession(_storm, this));
    }

    /// <summary>It did not work; after a while, once more.</summary>
    public void Retry() => _host.Loop.Schedule(TimeSpan.FromMilliseconds(_random.Next(1, 2_000)), Begin);

    public void Complete()
    {
        if (IsComplete)
            Storm.Complain($"session {Number} is complete for the second time");
        IsComplete = true;
    }

    public int NextLength() => _random.Next(1, _largest);

    public TimeSpan NextBreak() => TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? _random.Next(1_000) : 0);
}
