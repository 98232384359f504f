using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Tasks;

/// <summary>Asking the loop from elsewhere, and getting the answer there.</summary>
public sealed class InvokeAsyncTests : LoopFixture
{
    [SetUp]
    public void MakeRealLoop() => MakeLoop(virtualTime: false);

    [Test]
    public void Function_RunsOnTheLoopAndItsResultArrives()
    {
        bool inLoop = false;
        Task<int> task = FromElsewhere(() => Loop.InvokeAsync(() => { inLoop = Loop.IsInLoop; return 42; }));

        Loop.RunUntil(() => task.IsCompleted);

        Assert.That(task.Result, Is.EqualTo(42));
        Assert.That(inLoop, Is.True);
    }

    [Test]
    public void Action_Completes()
    {
        bool ran = false;
        Task task = FromElsewhere(() => Loop.InvokeAsync(() => { ran = true; }));

        Loop.RunUntil(() => task.IsCompleted);

        Assert.That((ran, task.IsCompletedSuccessfully), Is.EqualTo((true, true)));
    }

    [Test]
    public void AsynchronousFunction_GoesOnOnTheLoopAndIsAwaitedToItsEnd()
    {
        bool inLoop = false;
        Task<int> task = FromElsewhere(() => Loop.InvokeAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), Loop.TimeProvider);
            inLoop = Loop.IsInLoop;
            return 42;
        }));

        Loop.RunUntil(() => task.IsCompleted);

        Assert.That((task.Result, inLoop), Is.EqualTo((42, true)));
    }

    [Test]
    public void AsynchronousFunctionThatThrows_IsTheCallersAndNoFault()
    {
        Task task = FromElsewhere(() => Loop.InvokeAsync(static async () =>
        {
            await Task.Yield();
            throw new FormatException("mine");
        }));

        Loop.RunUntil(() => task.IsCompleted);

        Assert.That(() => task.GetAwaiter().GetResult(), Throws.InstanceOf<FormatException>());
        Assert.That(Loop.Statistics.Faults, Is.Zero);
    }

    [Test]
    public void AsynchronousFunctionOfADisposedLoop_IsCancelled()
    {
        Loop.Dispose();

        Assert.That(Loop.InvokeAsync(static () => Task.CompletedTask).IsCanceled, Is.True);
    }

    [Test]
    public void LoopDisposedWhileAnAsynchronousFunctionIsUnderWay_CancelsTheTask()
    {
        TaskCompletionSource<int> never = new();
        bool begun = false;
        Task<int> task = FromElsewhere(() => Loop.InvokeAsync(() =>
        {
            begun = true;
            return never.Task;
        }));
        Loop.RunUntil(() => begun);

        Loop.Dispose();

        Assert.That(task.IsCanceled, Is.True);
    }

    [Test]
    public void ExceptionOfTheFunction_IsTheCallersAndNoFault()
    {
        static int Fail() => throw new FormatException("mine");
        Task<int> task = FromElsewhere(() => Loop.InvokeAsync(Fail));

        Loop.RunUntil(() => task.IsCompleted);

        Assert.That(() => task.GetAwaiter().GetResult(), Throws.InstanceOf<FormatException>());
        Assert.That(Loop.Statistics.Faults, Is.Zero);
    }

    // Bug 29
    [Test]
    public void LoopDisposedFirst_CancelsTheTask()
    {
        Task<int> task = FromElsewhere(() => Loop.InvokeAsync(static () => 42));

        Loop.Dispose();

        Assert.That(task.IsCanceled, Is.True);
        Assert.That(Loop.Statistics.TasksDropped, Is.EqualTo(1));
    }

    [Test]
    public void LoopDisposedAlready_CancelsTheTask()
    {
        Loop.Dispose();

        Assert.That(Loop.InvokeAsync(static () => 42).IsCanceled, Is.True);
    }

    // Foreign code never runs on the loop.
    [Test]
    public void ContinuationElsewhere_DoesNotRunOnTheLoopsThread()
    {
        Task<bool> continued = FromElsewhere(() => Ask(Loop));

        Loop.RunUntil(() => continued.IsCompleted);

        Assert.That(continued.Result, Is.False);

        static async Task<bool> Ask(EventLoop loop)
        {
            await loop.InvokeAsync(static () => 42);
            return loop.IsInLoop;
        }
    }

    [Test]
    public void SynchronousContinuation_DoesNotRunOnTheLoopsThread()
    {
        bool? inLoop = null;
        Task task = FromElsewhere(() => Loop.InvokeAsync(static () => 42)
            .ContinueWith(_ => inLoop = Loop.IsInLoop, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));

        Loop.RunUntil(() => task.IsCompleted);

        Assert.That(inLoop, Is.False);
    }

    [Test]
    public void CalledOnTheLoop_RunsInStepFourAndNotInside()
    {
        List<string> order = [];
        Loop.Defer(() =>
        {
            _ = Loop.InvokeAsync(() => order.Add("invoked"));
            order.Add("returned");
        });

        Loop.RunUntilIdle();

        Assert.That(order, Is.EqualTo(new[] { "returned", "invoked" }));
    }

    [Test]
    public void AwaitedOnTheLoop_GoesOnOnTheLoop() =>
        Await(async () =>
        {
            int answer = await Loop.InvokeAsync(static () => 42);
            Assert.That((answer, Loop.IsInLoop), Is.EqualTo((42, true)));
        });

    private static T FromElsewhere<T>(Func<T> function)
    {
        T? result = default;
        Elsewhere.Run(() => result = function());
        return result!;
    }
}
