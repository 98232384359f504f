using System.Reflection;
using System.Runtime.CompilerServices;
using Reactor.Polling;
using Reactor.Tasks;

namespace Reactor.Tests.Wakeups;

/// <summary>Reads what the loop keeps from turn to turn and what it shares with producers.</summary>
internal sealed class LoopMemory(EventLoop loop, SteppedKernel kernel, Ledger ledger)
{
    // A volatile field, which the fast way to a private field does not find.
    private static readonly FieldInfo s_stopRequested =
        typeof(EventLoop).GetField("_stopRequested", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly List<object?> _actions = [];

    public Content Read()
    {
        SteppedWakeup wakeup = kernel.Wakeup;
        return new Content(
            Word(wakeup), Slept(wakeup), Owed(wakeup), wakeup.IsLate, kernel.Count, Waiting(), loop.Core.Tasks.Count, (bool)s_stopRequested.GetValue(loop)!, ledger.State);
    }

    public static PostQueue PostsOf(EventLoop loop) => Posts(loop.Core.Tasks);

    /// <summary>Which posts wait, as digits. A producer posts the same actions in every run.</summary>
    private long Waiting()
    {
        long waiting = 0;
        for (LoopWork? work = Top(Posts(loop.Core.Tasks)); work is not null; work = work.Next)
        {
            object? action = ActionOf((ActionWork)work);
            if (!_actions.Contains(action))
            {
                _actions.Add(action);
            }

            waiting = (waiting * 10) + _actions.IndexOf(action) + 1;
        }

        return waiting;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_word")]
    private static extern ref int Word(Wakeup wakeup);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slept")]
    private static extern ref bool Slept(Wakeup wakeup);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_owed")]
    private static extern ref long Owed(Wakeup wakeup);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_posts")]
    private static extern ref PostQueue Posts(TaskQueue tasks);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_top")]
    private static extern ref LoopWork? Top(PostQueue posts);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_action")]
    private static extern ref Delegate? ActionOf(ActionWork work);

    internal readonly record struct Content(
        int Word, bool Slept, long Owed, bool IsLate, ulong Counter, long Posts, int Own, bool Stop, Ledger.Balance Ledger);
}
