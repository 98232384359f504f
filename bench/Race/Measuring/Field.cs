using Race.Peers;
using Race.Results;

namespace Race.Measuring;

/// <summary>The contenders of a scenario. One that fails leaves the race and is named; without the baseline there is no race.</summary>
internal sealed class Field : IDisposable
{
    private readonly List<Contender> _contenders = [];

    public IReadOnlyList<Contender> Contenders => _contenders;

    public List<LeftOut> LeftOut { get; } = [];

    public void Add(Peer peer, Func<Contender> start) => Guard(peer, () => _contenders.Add(start()));

    public void Leave(Peer peer, string reason)
    {
        Console.Error.WriteLine($"\n{peer.Name} is left out: {reason}");
        LeftOut.Add(new LeftOut(peer.Name, peer.Title, reason));
        if (peer.Name == Scenario.Baseline)
        {
            throw new RaceException($"Without {peer.Title} there is nothing to compare with: {reason}");
        }
    }

    /// <summary>
    /// Does something with every contender. Every turn begins with the next of them, and every other turn goes backwards: so nobody comes after
    /// itself, with its code still in the cache, also from turn to turn.
    /// </summary>
    public void ForEach(Action<Contender> action, int turn = 0)
    {
        int first = turn % Math.Max(_contenders.Count, 1);
        Contender[] order = [.. _contenders.Skip(first), .. _contenders.Take(first)];
        if (turn % 2 == 1)
        {
            Array.Reverse(order);
        }

        foreach (Contender contender in order)
        {
            Guard(contender.Peer, () => action(contender));
        }
    }

    public void Dispose()
    {
        foreach (Contender contender in _contenders)
        {
            contender.Dispose();
        }

        _contenders.Clear();
    }

    private void Guard(Peer peer, Action action)
    {
        try
        {
            action();
        }
        catch (RaceException exception)
        {
            Contender? failed = _contenders.FirstOrDefault(contender => contender.Peer == peer);
            string reason = failed?.Server.Failure ?? exception.Message;
            failed?.Dispose();
            _contenders.RemoveAll(contender => contender == failed);
            Leave(peer, reason);
        }
    }
}
