using Reactor.Tests.Support;

namespace Reactor.Tests.Tasks;

/// <summary>What one callback sets for its own flow is not seen by the next, nor by whoever turns the loop.</summary>
public sealed class ExecutionContextTests : LoopFixture
{
    private readonly AsyncLocal<string?> _value = new();

    [Test]
    public void AsyncLocalSetInACallback_IsNotSeenInTheNext()
    {
        List<string?> seen = [];
        for (int index = 0; index < 2; index++)
        {
            Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = _ => Look("descriptor") });
            Loop.Schedule(TimeSpan.Zero, () => Look("timer"));
            Loop.Defer(() => Look("task"));
        }

        Kernel.Advance(Milliseconds(1));
        Turn();

        Assert.That(seen, Is.EqualTo(new string?[6]));

        void Look(string mine)
        {
            seen.Add(_value.Value);
            _value.Value = mine;
        }
    }

    [Test]
    public void AsyncLocalSetInOnWritable_IsNotSeenInOnReadable()
    {
        string? seen = "nothing was called";
        (System.Runtime.InteropServices.SafeHandle one, System.Runtime.InteropServices.SafeHandle other) = SocketPair();
        Descriptors.Write(other, 1);
        Loop.Register(one, Interest.Read | Interest.Write, new ActionHandler
        {
            Writable = _ => _value.Value = "writable",
            Readable = _ => seen = _value.Value,
        });

        Turn();

        Assert.That(seen, Is.Null);
    }

    [Test]
    public void AsyncLocalOfACallbackThatThrows_IsNotSeenInTheNext()
    {
        ExpectFaults();
        string? seen = "nothing was called";
        Loop.Defer(() => { _value.Value = "leak"; throw new InvalidOperationException(); });
        Loop.Defer(() => seen = _value.Value);

        Turn();

        Assert.That(seen, Is.Null);
    }

    [Test]
    public void WhatAnEventsCallbackSetsBeforeItThrows_IsNotSeenInTheNextOfTheBatch()
    {
        ExpectFaults();
        List<(string?, SynchronizationContext?)> seen = [];
        for (int index = 0; index < 3; index++)
        {
            Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = _ => LookAndThrow() });
        }

        Turn();

        Assert.That(seen, Has.Count.EqualTo(3).And.All.EqualTo(((string?)null, (SynchronizationContext?)Loop.SynchronizationContext)));

        void LookAndThrow()
        {
            seen.Add((_value.Value, SynchronizationContext.Current));
            _value.Value = "leak";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            throw new InvalidOperationException();
        }
    }

    [Test]
    public void AsyncLocalOfTheCaller_IsSeenInTheCallbacksAndKept()
    {
        _value.Value = "caller";
        string? seen = null;
        Loop.Defer(() => { seen = _value.Value; _value.Value = "leak"; });

        Turn();

        Assert.That((seen, _value.Value), Is.EqualTo(("caller", "caller")));
    }

    [Test]
    public void ContextSetInACallback_IsNotSeenInTheNext()
    {
        SynchronizationContext? seen = null;
        Loop.Defer(static () => SynchronizationContext.SetSynchronizationContext(new SynchronizationContext()));
        Loop.Defer(() => seen = SynchronizationContext.Current);

        Turn();

        Assert.That(seen, Is.SameAs(Loop.SynchronizationContext));
    }

    [Test]
    public void ContextOfTheCaller_IsPutBackWhenRunOnceReturns()
    {
        SynchronizationContext outer = new();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(outer);
        try
        {
            Loop.Defer(static () => SynchronizationContext.SetSynchronizationContext(null));
            Turn();

            Assert.That(SynchronizationContext.Current, Is.SameAs(outer));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Test]
    public void ContextOfTheCaller_IsPutBackWhenTheTurnThrows()
    {
        ExpectFaults();
        MakeLoop(policy: static _ => throw new TimeoutException());
        SynchronizationContext? before = SynchronizationContext.Current;
        Loop.Defer(() => { _value.Value = "leak"; throw new InvalidOperationException(); });

        Assert.That(() => Turn(), Throws.InstanceOf<TimeoutException>());

        Assert.That(SynchronizationContext.Current, Is.SameAs(before));
        Assert.That(_value.Value, Is.Null);
    }

    // Under suppressed flow there is no context to capture; the loop makes do without it.
    [Test]
    public void CallerThatSuppressesTheFlow_StillHasNoLeakBetweenCallbacks()
    {
        string? seen = "nothing was called";
        Loop.Defer(() => _value.Value = "leak");
        Loop.Defer(() => seen = _value.Value);
        using (ExecutionContext.SuppressFlow())
        {
            Turn();
            Assert.That(ExecutionContext.IsFlowSuppressed(), Is.True, "It is put back.");
        }

        Assert.That(seen, Is.Null);
        Assert.That(_value.Value, Is.Null);
    }

    [Test]
    public void CallbackThatSuppressesTheFlow_DoesNotSuppressItForTheNext()
    {
        bool? suppressed = null;
        Loop.Defer(static () => ExecutionContext.SuppressFlow());
        Loop.Defer(() => suppressed = ExecutionContext.IsFlowSuppressed());

        Turn();

        Assert.That(suppressed, Is.False);
    }

    // What an async method set for itself is there again after its await, and nowhere else.
    [Test]
    public void AsyncLocalOfAnAsyncMethod_SurvivesItsAwaitAndLeaksNowhere() =>
        Await(async () =>
        {
            List<string?> between = [];
            _value.Value = "mine";
            Loop.Defer(() => between.Add(_value.Value));
            await Task.Yield();
            Assert.That(_value.Value, Is.EqualTo("mine"));
            Assert.That(between, Is.EqualTo(new string?[] { null }));
        });

    [Test]
    public void ProviderTimer_RunsInTheContextItWasMadeIn()
    {
        string? inTimer = null;
        string? inTask = "nothing was called";
        Loop.Defer(() =>
        {
            _value.Value = "maker";
            Loop.TimeProvider.CreateTimer(_ => { inTimer = _value.Value; Loop.Defer(() => inTask = _value.Value); }, null, Milliseconds(1), Timeout.InfiniteTimeSpan);
        });
        Turn();
        Kernel.Advance(Milliseconds(3));

        Turn();

        Assert.That((inTimer, inTask), Is.EqualTo(("maker", (string?)null)));
    }
}
