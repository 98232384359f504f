using Reactor.Simulation.Core;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Sockets;

// What comes back to the sender, where it matters: without a way back it gives up.
internal sealed partial class Flow
{
    private Acknowledgement? _acknowledgement;
    private int _acknowledgementRetries;

    private void CancelAcknowledgement()
    {
        if (_acknowledgement is { IsPlanned: true })
        {
            world.Events.Cancel(_acknowledgement);
            world.UnderWay--;
        }
    }

    /// <summary>The receiver's host answers; only where the sender waits for that or will miss it, since nobody else would notice.</summary>
    private void Acknowledge()
    {
        _acknowledgement ??= new Acknowledgement(this);
        if (!_acknowledgement.IsPlanned && HasSender)
        {
            // Under way like any other packet: what it makes the sender do is still to come.
            world.UnderWay++;
            world.Events.Plan(_acknowledgement, back.ArrivalOf(0));
        }
    }

    private void OnAcknowledged()
    {
        // The answer to a probe of the window takes both ways; one that tells of more room, or of bytes that came, only the way back.
        if (back.IsPartitioned || (path.IsPartitioned && _sent < _written && Window <= 0))
        {
            RetryAcknowledgement();
            return;
        }

        world.UnderWay--;
        _acknowledgementRetries = 0;
        _acknowledged = _arrived;
        if (HasEnded && !IsEndAcknowledged)
        {
            AcknowledgeEnd();
        }

        if (!HasSender)
        {
            return;
        }

        Transmit();
        if (IsSenderWaiting && sender.HasRoom)
        {
            IsSenderWaiting = false;
            sender.Notify(Readiness.Out);
        }
    }

    private void RetryAcknowledgement()
    {
        if (++_acknowledgementRetries > MostRetries)
        {
            world.UnderWay--;
            GiveUp();
        }
        else
        {
            world.Events.Plan(_acknowledgement!, world.Now + WaitBefore(_acknowledgementRetries));
        }
    }

    private void AcknowledgeEnd()
    {
        IsEndAcknowledged = true;
        if (HasSender)
        {
            sender.OnEndDelivered();
        }
    }

    private sealed class Acknowledgement(Flow flow) : WorldEvent
    {
        internal override void Happen() => flow.OnAcknowledged();
    }
}
