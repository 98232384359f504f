using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;

namespace Reactor.Tests.Conformance.Differential;

/// <summary>Plays a script on a stage and tells what both sides of every connection heard.</summary>
internal sealed class ScriptPlayer(Script script, Stage stage)
{
    private static int _names;

    private readonly Actor[] _clients = [.. script.Plans.Select(plan => new Actor(plan, isServer: false))];
    private readonly Actor[] _servers = [.. script.Plans.Select(plan => new Actor(plan, isServer: true))];
    private readonly Referee _referee = new(script.Plans);

    public string[] Play()
    {
        for (int connection = 0; connection < script.Plans.Length; connection++)
            Begin(connection);

        stage.Settle();
        foreach (Step step in script.Steps)
        {
            if (step.Connection < script.Plans.Length)
                Take(step);
            else if (_referee.IsFluid)
                stage.RunFor(TimeSpan.FromSeconds(7));

            stage.Settle();
        }

        _referee.ResumeAll();
        foreach (Actor actor in _servers.Concat(_clients).Where(actor => actor.IsConnected))
        {
            actor.ResumeReading();
            stage.Settle();
        }

        return [.. script.Plans.SelectMany((_, connection) => Accounts(connection))];
    }

    /// <summary>Every connection has a listener of its own, so it is clear who belongs to whom.</summary>
    private void Begin(int connection)
    {
        ConnectionPlan plan = script.Plans[connection];
        EndPoint endPoint = plan.Way switch
        {
            Way.Tcp => stage.AnyPort,
            Way.Loopback => new IPEndPoint(IPAddress.Loopback, 0),
            _ => new UnixDomainSocketEndPoint($"\0script-{Environment.ProcessId}-{_names++}"),
        };
        StreamListener listener = stage.Server.Listen(endPoint, () => _servers[connection]);
        endPoint = listener.LocalEndPoint;
        if (plan.Start == Start.Refused)
            listener.Dispose();

        ConnectAttempt attempt = (plan.Way == Way.Tcp ? stage.Client : stage.Server).Connect(endPoint, _clients[connection]);
        if (plan.Start == Start.Cancelled)
            attempt.Cancel();
    }

    private void Take(Step step)
    {
        Actor actor = (step.ByServer ? _servers : _clients)[step.Connection];
        foreach (Deed deed in _referee.Admit(step))
        {
            if (actor.IsConnected)
                actor.Do(deed);
        }
    }

    private IEnumerable<string> Accounts(int connection)
    {
        yield return $"{connection} client: {_clients[connection].Account()}";

        // Whether a server hears of an attempt that was given up depends on how far it had come.
        if (script.Plans[connection].Start != Start.Cancelled)
            yield return $"{connection} server: {_servers[connection].Account()}";
    }
}
