namespace Reactor.Tests.Conformance.Differential;

/// <summary>
/// Leaves out what a real network would make a race of, by the script alone, so that both kernels are asked for the same. What it leaves out:
/// <list type="bullet">
/// <item>
/// Anything but a resume while more lies before a paused reader than every kernel takes. How much fits is a matter of buffers, so how much a
/// reset would cost, and whether the sender's queue is empty, is too.
/// </item>
/// <item>
/// More than one deed in a step where the server ends or pauses of itself: the bytes may come in one piece or in several, and what is sent to
/// one who has gone is taken until the reset is back.
/// </item>
/// <item>More bytes on one connection than a closing side throws away: how many follow until its reset is back, nobody can say.</item>
/// <item>A send and an abort in one step where the server echoes: the echo may meet the reset or precede it.</item>
/// </list>
/// </summary>
internal sealed class Referee(ConnectionPlan[] plans)
{
    // What any kernel keeps for a reader who does not read.
    private const int Fits = 16 * 1024;

    // Less than CloseDrainLimit.
    private const int Most = 900_000;

    private readonly State[] _states = [.. plans.Select(_ => new State())];

    /// <summary>Whether nowhere bytes wait that do not fit. Then time may pass.</summary>
    public bool IsFluid => Array.TrueForAll(_states, static state => !state.IsCongested);

    /// <summary>The deeds of a step that are done.</summary>
    public IEnumerable<Deed> Admit(Step step)
    {
        ConnectionPlan plan = plans[step.Connection];
        State state = _states[step.Connection];
        int self = step.ByServer ? 1 : 0;
        int sent = 0;
        bool first = true;
        foreach (Deed wanted in step.Deeds)
        {
            if ((state.IsCongested && wanted.Verb != Verb.ResumeReading) || (plan.IsTouchy && !first))
                continue;

            Deed deed = plan.IsTouchy ? wanted with { Length = Math.Min(wanted.Length, Fits) } : wanted;
            if (deed.Verb == Verb.Abort && sent > 0 && plan.Habit == Habit.Echoes)
                continue;

            if (deed.Length > Most - state.Sent)
                continue;

            first = false;
            state.Sent += deed.Length;
            switch (deed.Verb)
            {
                case Verb.Send or Verb.SendShared:
                    sent += deed.Length;
                    Deliver(plan, state, 1 - self, deed.Length);
                    break;
                case Verb.PauseReading:
                    // What was sent in this step comes back to one who has paused by then.
                    state.IsPaused[self] = true;
                    state.Waiting[self] += plan.Habit == Habit.Echoes ? sent : 0;
                    break;
                case Verb.ResumeReading:
                    Resume(plan, state, self);
                    break;
            }

            yield return deed;
        }
    }

    /// <summary>Before the end everybody reads again, or the amount that was read would be a matter of buffers.</summary>
    public void ResumeAll()
    {
        for (int connection = 0; connection < plans.Length; connection++)
        {
            Resume(plans[connection], _states[connection], 1);
            Resume(plans[connection], _states[connection], 0);
        }
    }

    private static void Deliver(ConnectionPlan plan, State state, int reader, int length)
    {
        if (state.IsPaused[reader])
            state.Waiting[reader] += length;
        else if (reader == 1 && plan.Habit == Habit.Echoes)
            Deliver(plan, state, 0, length);
        else if (reader == 1 && plan.Habit == Habit.Pauses)
            state.IsPaused[1] = true;
    }

    private static void Resume(ConnectionPlan plan, State state, int reader)
    {
        int length = state.Waiting[reader];
        state.IsPaused[reader] = false;
        state.Waiting[reader] = 0;
        if (length > 0)
            Deliver(plan, state, reader, length);
    }

    private sealed class State
    {
        /// <summary>By side: the client is 0, the server 1.</summary>
        public bool[] IsPaused { get; } = new bool[2];

        public int[] Waiting { get; } = new int[2];

        public int Sent { get; set; }

        public bool IsCongested => Waiting[0] > Fits || Waiting[1] > Fits;
    }
}
