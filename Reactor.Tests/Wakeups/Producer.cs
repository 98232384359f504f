using Reactor.Tasks;

namespace Reactor.Tests.Wakeups;

/// <summary>A thread that hands work to the loop by the production methods, again in every run.</summary>
internal sealed class Producer
{
    private readonly Actor _actor;
    private readonly int _number;
    private readonly Call[] _calls;
    private readonly EventLoop _loop;
    private readonly Interleaver _steps;
    private readonly Ledger _ledger;
    private readonly Action[] _work;
    private readonly Thread _thread;
    private bool _isClosed;

    public Producer(Actor actor, int number, Call[] calls, EventLoop loop, Interleaver steps, Ledger ledger)
    {
        _actor = actor;
        _number = number;
        _calls = calls;
        _loop = loop;
        _steps = steps;
        _ledger = ledger;
        _work = [.. Enumerable.Range(0, calls.Length).Select<int, Action>(index => () => ledger.Ran(number, index))];
        _thread = new Thread(Work) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>What it threw, which none of its calls should.</summary>
    public Exception? Failure { get; private set; }

    public void Close()
    {
        // In the midst of a run that has failed it needs one baton to end the run and another to end itself.
        Volatile.Write(ref _isClosed, true);
        do
        {
            _actor.GiveBaton();
        }
        while (!_thread.Join(TimeSpan.FromMilliseconds(10)));
    }

    private void Work()
    {
        for (_actor.AwaitBaton(); !Volatile.Read(ref _isClosed); _actor.AwaitBaton())
        {
            _steps.Start(_actor, $"calls {_calls[0]}");
            try
            {
                for (int index = 0; index < _calls.Length; index++)
                {
                    if (index > 0)
                    {
                        _steps.Yield($"calls {_calls[index]}");
                    }

                    Make(_calls[index], index);
                }
            }
            catch (Exception exception)
            {
                Failure = exception;
            }

            _steps.Finish(_actor);
        }
    }

    private void Make(Call call, int index)
    {
        if (call == Call.Stop)
        {
            _loop.Stop();
            _ledger.Stopped();
            return;
        }

        if (call == Call.Post)
        {
            Assert.That(_loop.Post(_work[index]), Is.True);
        }
        else
        {
            PushAndSignal(call, _work[index]);
        }

        _ledger.Accept(_number);
    }

    private void PushAndSignal(Call call, Action action)
    {
        ActionWork work = new();
        work.Set(action, null);
        PostQueue posts = LoopMemory.PostsOf(_loop);
        if (call == Call.SignalThenPush)
        {
            _loop.Core.Wakeup.Signal();
            posts.TryPush(work);
        }
        else
        {
            posts.TryPush(work);
            _loop.Core.Wakeup.Signal();
        }
    }
}
