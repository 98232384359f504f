using System.Security.Cryptography;
using Reactor.Handlers;

namespace Reactor.Tests.Conformance.Differential;

/// <summary>One side of a connection in a script: does what it is told, and writes down what it hears.</summary>
internal sealed class Actor : ConnectionHandler
{
    private readonly ConnectionPlan _plan;
    private readonly bool _isServer;
    private readonly List<string> _heard = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;

    public Actor(ConnectionPlan plan, bool isServer)
    {
        _plan = plan;
        _isServer = isServer;
        if (isServer && plan.IdleSeconds > 0)
            Options = new ConnectionOptions { IdleTimeout = TimeSpan.FromSeconds(plan.IdleSeconds) };
    }

    public bool IsConnected { get; private set; }

    public void Do(Deed deed)
    {
        switch (deed.Verb)
        {
            case Verb.Send:
                Send(Bytes(deed.Length));
                break;
            case Verb.SendShared:
                using (SharedPayload payload = SharedPayload.Create(Loop, Bytes(deed.Length)))
                {
                    Send(payload);
                }

                break;
            case Verb.PauseReading:
                PauseReading();
                break;
            case Verb.ResumeReading:
                ResumeReading();
                break;
            case Verb.ShutdownOutput:
                ShutdownOutput();
                break;
            case Verb.Close:
                Close();
                break;
            case Verb.Abort:
                Abort();
                break;
        }
    }

    /// <summary>What was heard, in order, and what was received altogether.</summary>
    public string Account() => $"{string.Join(", ", Merged())}; {_count} bytes, {Convert.ToHexString(_hash.GetCurrentHash())[..8]}";

    protected override void OnConnected()
    {
        IsConnected = true;
        _heard.Add("connected");
        switch (_plan.Start)
        {
            case Start.ClosesAtOnce when !_isServer:
                Close();
                break;
            case Start.GreetsAndCloses when _isServer:
                Send("hello"u8);
                Close();
                break;
        }
    }

    protected override void OnConnectFailed(ConnectFailure failure) => _heard.Add($"connect failed: {failure.Error}");

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        _heard.Add("received");
        _hash.AppendData(bytes);
        _count += bytes.Length;
        switch (_isServer ? _plan.Habit : Habit.Listens)
        {
            case Habit.Echoes:
                Send(bytes);
                break;
            case Habit.Closes:
                Close();
                break;
            case Habit.Aborts:
                Abort();
                break;
            case Habit.Ends:
                ShutdownOutput();
                break;
            case Habit.Pauses:
                PauseReading();
                break;
        }
    }

    // An echo's end may come with its last bytes, before they are out, or later: whether this is called between depends on how reads were cut.
    protected override void OnOutputDrained()
    {
        if (!_isServer || _plan.Habit != Habit.Echoes)
            _heard.Add("drained");
    }

    protected override void OnInputEnded()
    {
        _heard.Add("input ended");
        if (!(_isServer ? _plan.ServerStays : _plan.ClientStays))
            Close();
    }

    protected override void OnClosed(CloseReason reason) => _heard.Add($"closed: {reason.Kind} {reason.Error}");

    /// <summary>Runs of received and drained become one entry: how often each comes, and which first, depends on how reads were cut.</summary>
    private IEnumerable<string> Merged()
    {
        SortedSet<string> run = new(StringComparer.Ordinal);
        foreach (string call in _heard)
        {
            if (call is "received" or "drained")
            {
                run.Add(call);
                continue;
            }

            if (run.Count > 0)
                yield return string.Join('+', run);

            run.Clear();
            yield return call;
        }

        if (run.Count > 0)
            yield return string.Join('+', run);
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random((length * 31) + (_isServer ? 1 : 0)).NextBytes(bytes);
        return bytes;
    }
}
