using Reactor.Polling;

namespace Reactor.Tests.Wakeups;

/// <summary>The production wake-up, with a moment for others between its steps.</summary>
internal sealed class SteppedWakeup(Poller poller, Interleaver steps, Ledger ledger, Swap swap) : Wakeup(poller)
{
    /// <summary>Whether <see cref="Awake"/> is put off until after the drain.</summary>
    public bool IsLate { get; private set; }

    /// <summary>Tells whether posts wait.</summary>
    public Func<bool> HasPosts { get; set; } = null!;

    /// <summary>Whether the word says that the loop sleeps, or slept when somebody woke it.</summary>
    public bool IsAsleep { get; private set; }

    public override bool MarkWoken()
    {
        steps.Yield("exchanges the word");
        bool slept = base.MarkWoken();
        steps.Yield(slept ? "writes to the counter" : "need not write");
        return slept;
    }

    public override bool TrySleep()
    {
        CatchUp();
        steps.Yield("sets the word to sleeping, unless it is woken");
        ledger.CheckWait(IsWoken);
        IsAsleep = base.TrySleep();
        if (IsAsleep)
        {
            ledger.Slept();
            steps.Yield("looks at the queues again");
            ledger.SecondLook(HasPosts());
        }

        return IsAsleep;
    }

    public override void Awake()
    {
        if (swap.HasFlag(Swap.AwakeAfterDrain))
        {
            IsLate = true;
            return;
        }

        SetRunning();
    }

    /// <summary>The loop begins to wait: what was put off until after the drain is due.</summary>
    public void CatchUp()
    {
        if (IsLate)
        {
            IsLate = false;
            SetRunning();
        }
    }

    /// <remarks>The loop reads the clock next, which is a moment for others too.</remarks>
    private void SetRunning()
    {
        steps.Yield("sets the word to running");
        base.Awake();
        IsAsleep = false;
        ledger.Awoke();
    }
}
