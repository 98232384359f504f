using CsCheck;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>Whatever hands in work, from wherever: the loop sleeps exactly when there is nothing to do.</summary>
public sealed class PendingWorkPropertyTests
{
    // Bug 32, Bug 40
    [Test]
    public void AnyScript_IsNeverSleptOverAndNeverSpunFor() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 5], Gen.Int[0, 3])
            .Array[1, 40]
            .Sample(static script => new Play(script).Run(), iter: 150, threads: 1);

    private enum Kind
    {
        Defer,
        Post,
        PostElsewhere,
        Timer,
        Descriptor,
    }

    /// <summary>Each step of the script hands in work of its kind; when that runs, it takes so many further steps.</summary>
    private sealed class Play
    {
        private readonly (Kind Kind, int Delay, int Then)[] _script;
        private readonly HookKernel _kernel = new();
        private readonly EventLoop _loop;
        private readonly List<long> _dueTimes = [];
        private int _next;
        private int _tasks;
        private int _ready;
        private bool _woken;

        public Play((Kind Kind, int Delay, int Then)[] script)
        {
            _script = script;
            _kernel.Wait = CheckWait;
            _loop = new EventLoop(new EventLoopOptions { Kernel = _kernel, FaultPolicy = static _ => FaultAction.Stop, MaxTasksPerTurn = 2, ReceiveBufferSize = 1024 });
        }

        public void Run()
        {
            using (_loop)
            {
                while (_next < _script.Length)
                {
                    Take(1);
                    for (int turns = 0; _tasks + _ready + _dueTimes.Count > 0; turns++)
                    {
                        Assert.That(turns, Is.LessThan(8 * _script.Length), "There is work that does not get done.");
                        _loop.RunOnce();
                    }
                }

                Assert.That(_loop.Statistics.Faults, Is.Zero);
            }
        }

        private void Take(int steps)
        {
            for (; steps > 0 && _next < _script.Length; steps--)
            {
                (Kind kind, int delay, int then) = _script[_next++];
                HandIn(kind, delay, then);
            }
        }

        private void HandIn(Kind kind, int delay, int then)
        {
            switch (kind)
            {
                case Kind.Timer:
                    long due = _kernel.MonotonicNanoseconds + (delay * 1_000_000L);
                    _dueTimes.Add(due);
                    _loop.Schedule(TimeSpan.FromMilliseconds(delay), () => { _dueTimes.Remove(due); Take(then); });
                    break;
                case Kind.Descriptor:
                    _ready++;
                    Microsoft.Win32.SafeHandles.SafeFileHandle handle = Descriptors.EventFd(count: 1);
                    _loop.Register(handle, Interest.Read, new ActionHandler
                    {
                        Readable = registration => { registration.Dispose(); _ready--; Take(then); },
                    }, ownsHandle: true);
                    break;
                default:
                    _tasks++;
                    Action task = () => { _tasks--; Take(then); };
                    HandInTask(kind, task);
                    break;
            }
        }

        private void HandInTask(Kind kind, Action task)
        {
            switch (kind)
            {
                case Kind.Defer:
                    _loop.Defer(task);
                    break;
                case Kind.Post:
                    _woken = true;
                    _loop.Post(task);
                    break;
                default:
                    _woken = true;
                    Elsewhere.Run(() => _loop.Post(task));
                    break;
            }
        }

        private int? CheckWait(long timeout)
        {
            long now = _kernel.MonotonicNanoseconds;
            long nearest = _dueTimes.Count > 0 ? _dueTimes.Min() : long.MaxValue;
            if (timeout == 0)
            {
                // A post while the loop was awake may cost one look too many; that is the price of not asking the kernel.
                Assert.That(_tasks > 0 || nearest <= now || _woken, Is.True, "The loop spins.");
            }
            else
            {
                Assert.That(_tasks, Is.Zero, "The loop sleeps over tasks.");
                long left = nearest == long.MaxValue ? long.MaxValue - 1_000_000 : nearest - now;
                Assert.That(timeout < 0 ? long.MaxValue : timeout, Is.LessThanOrEqualTo(left + 1_000_000), "The loop sleeps over a timer.");
            }

            _woken = false;
            return null;
        }
    }
}
