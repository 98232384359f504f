using Reactor.Handlers;

namespace Reactor.Tests.Simulated.Storms;

/// <summary>The server's side: sends back what it receives, and now and then reads nothing for a while.</summary>
internal sealed class EchoSession(Storm storm) : ConnectionHandler
{
    private readonly int _pauseAfter = storm.Plan.Random.Next(4) == 0 ? storm.Plan.Random.Next(1, 50_000) : int.MaxValue;
    private readonly bool _sharesPayloads = storm.Plan.Random.Next(4) == 0;
    private long _received;
    private bool _hasPaused;
    private bool _isPaused;

    protected override void OnConnected() => storm.Served++;

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (_isPaused)
            Storm.Complain("bytes were received while reading was paused");
        _received += bytes.Length;
        Echo(bytes);
        if (_received > _pauseAfter && !_hasPaused)
            Pause();
    }

    protected override void OnClosed(CloseReason reason)
    {
        storm.ServedEnds++;
        if (!storm.Plan.BreaksConnections && reason.Kind is not (CloseKind.Completed or CloseKind.StopDeadline) && !storm.Aborted.Contains(RemoteEndPoint!))
            Storm.Complain($"a connection of the server ended with {reason}, and nothing broke it");
    }

    private void Echo(ReadOnlySpan<byte> bytes)
    {
        if (!_sharesPayloads)
        {
            Send(bytes);
            return;
        }

        using SharedPayload payload = SharedPayload.Create(Loop, bytes);
        Send(payload);
    }

    private void Pause()
    {
        _hasPaused = true;
        _isPaused = true;
        PauseReading();
        Schedule(TimeSpan.FromMilliseconds(storm.Plan.Random.Next(1, 3_000)), () =>
        {
            _isPaused = false;
            ResumeReading();
        });
    }
}
