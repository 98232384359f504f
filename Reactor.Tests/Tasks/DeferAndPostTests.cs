using Reactor.Tests.Support;

namespace Reactor.Tests.Tasks;

/// <summary>Tasks on the loop's own thread: their order, their budget, their cost.</summary>
public sealed class DeferAndPostTests : LoopFixture
{
    [Test]
    public void Tasks_RunInTheOrderInWhichTheyWereHandedIn()
    {
        List<int> order = [];
        Loop.Defer(() => order.Add(1));
        Loop.Post(() => order.Add(2));
        Loop.Defer(() => order.Add(3));
        Loop.Post(() => order.Add(4));

        Turn();

        Assert.That(order, Is.EqualTo(new[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void TasksHandedInBetweenTurnsAndInATurn_KeepTheirOrder()
    {
        List<int> order = [];
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler
        {
            Readable = registration =>
            {
                registration.Dispose();
                Loop.Post(() => order.Add(2));
                Loop.Defer(() => order.Add(3));
            },
        });
        Loop.Post(() => order.Add(1));

        Turn();

        Assert.That(order, Is.EqualTo(new[] { 1, 2, 3 }));
    }

    // Behaviour 37
    [Test]
    public void MoreTasksThanTheBudget_KeepTheirOrderForTheNextTurns()
    {
        MakeLoop(maxTasksPerTurn: 3);
        List<int> order = [];
        for (int index = 0; index < 8; index++)
        {
            int number = index;
            Loop.Defer(() => order.Add(number));
        }

        Turn();
        Assert.That(order, Is.EqualTo(new[] { 0, 1, 2 }));
        Turn();
        Assert.That(order, Has.Count.EqualTo(6));
        Turn();

        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 8)));
        Assert.That(Loop.Statistics.TaskBudgetsSpent, Is.EqualTo(2));
    }

    [Test]
    public void TasksLeftByTheBudget_AreNotSleptOver()
    {
        MakeLoop(maxTasksPerTurn: 1);
        int ran = 0;
        Loop.Defer(() => ran++);
        Loop.Defer(() => { ran++; Loop.Stop(); });

        Loop.Run();

        Assert.That(ran, Is.EqualTo(2));
        Assert.That(Kernel.Timeouts, Is.EqualTo(new[] { 0L, 0L }));
    }

    [Test]
    public void BudgetThatIsJustEnough_IsNotSpent()
    {
        MakeLoop(maxTasksPerTurn: 2);
        Loop.Defer(() => { });
        Loop.Defer(() => { });

        Turn();

        Assert.That(Loop.Statistics.TaskBudgetsSpent, Is.Zero);
    }

    // Bug 28
    [Test]
    public void PostOnTheLoopsThread_IsNoSystemCall()
    {
        int left = 100;
        Loop.Defer(Again);
        while (left > 0)
        {
            Turn();
        }

        Assert.That((Kernel.EventFdWrites, Kernel.EventFdReads), Is.EqualTo((0, 0)));

        void Again()
        {
            if (--left > 0)
            {
                Loop.Post(Again);
            }
        }
    }

    [Test]
    public void DeferInTheSteadyState_AllocatesNothing()
    {
        int left = 0;
        Action? again = null;
        again = () =>
        {
            if (--left > 0)
            {
                Loop.Defer(again!);
            }
        };
        TakeTurns(100);
        long before = GC.GetAllocatedBytesForCurrentThread();

        TakeTurns(1_000);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000), "Not one byte per task; the list of timeouts may grow once.");

        void TakeTurns(int count)
        {
            left = count;
            Loop.Defer(again!);
            Kernel.ForgetTimeouts();
            while (left > 0)
            {
                Turn();
                Kernel.ForgetTimeouts();
            }
        }
    }

    [Test]
    public void PostInsideACallback_AllocatesNothingInTheSteadyState()
    {
        int left = 0;
        Action? again = null;
        again = () =>
        {
            if (--left > 0)
            {
                Loop.Post(again!);
            }
        };
        TakeTurns(100);
        long before = GC.GetAllocatedBytesForCurrentThread();

        TakeTurns(1_000);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000));

        void TakeTurns(int count)
        {
            left = count;
            Loop.Defer(again!);
            while (left > 0)
            {
                Turn();
                Kernel.ForgetTimeouts();
            }
        }
    }

    [Test]
    public void TaskThatHasRun_IsNotReferencedAnyMore()
    {
        WeakReference state = DeferSomething();
        Turn();
        Loop.Defer(() => { });
        Turn();
        GC.Collect();

        Assert.That(state.IsAlive, Is.False);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        WeakReference DeferSomething()
        {
            object made = new();
            Loop.Defer(() => GC.KeepAlive(made));
            return new WeakReference(made);
        }
    }

    [Test]
    public void MaxTasksPerTurnOfZero_IsRefused() =>
        Assert.That(() => new EventLoop(new EventLoopOptions { MaxTasksPerTurn = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void NullTask_IsRefused()
    {
        Assert.That(() => Loop.Defer(null!), Throws.ArgumentNullException);
        Assert.That(() => Loop.Post(null!), Throws.ArgumentNullException);
    }
}
