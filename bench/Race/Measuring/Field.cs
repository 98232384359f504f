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

    /// <summary>Does something with every contender, in this or the reverse order.</summary>
    public void ForEach(Action<Contender> action, bool reverse = false)
    {
        foreach (Contender contender in reverse ? _contenders.AsEnumerable().Reverse().ToArray() : [.. _contenders])
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
