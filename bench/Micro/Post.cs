using System.Collections.Concurrent;
using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Reactor.Tasks;

namespace Reactor.Micro;

// The kernel does nothing: a loop that is awake is woken without a system call anyway.
[Description("A thousand pieces of work are handed over and run, all on one thread, so that nothing but the handing over is measured.")]
public class Post
{
    private const int Count = 1_000;

    private readonly EventLoop _loop = new(new EventLoopOptions { Kernel = new NullKernel() });
    private readonly ConcurrentQueue<Action> _concurrent = new();
    private readonly Queue<Action> _queue = new();
    private readonly CountingWork[] _works = [.. Enumerable.Range(0, Count).Select(_ => new CountingWork())];
    private readonly PoolWork _poolWork = new(Count);
    private readonly Action _action;
    private long _run;

    public Post() => _action = () => _run++;

    // Warm-ups, because a thousand at a time are few calls; each its own, so that none meets what another has taught the compiler.
    [GlobalSetup(Target = nameof(PostAction))]
    public void WarmPostAction() => Warmth.Give(() => PostAction());

    [GlobalSetup(Target = nameof(PostCachedWork))]
    public void WarmPostCachedWork() => Warmth.Give(PostCachedWork);

    [GlobalSetup(Target = nameof(PostToConcurrentQueue))]
    public void WarmPostToConcurrentQueue() => Warmth.Give(() => PostToConcurrentQueue());

    [GlobalSetup(Target = nameof(PostToPool))]
    public void WarmPostToPool() => Warmth.Give(PostToPool);

    [GlobalSetup(Target = nameof(Defer))]
    public void WarmDefer() => Warmth.Give(() => Defer());

    [GlobalSetup(Target = nameof(DeferToQueue))]
    public void WarmDeferToQueue() => Warmth.Give(() => DeferToQueue());

    [Benchmark(Description = "post: EventLoop.Post(Action), one thread", OperationsPerInvoke = Count)]
    [Ours]
    [Mark(45)]
    public long PostAction()
    {
        for (int count = 0; count < Count; count++)
            _loop.Post(_action);

        _loop.RunOnce(TimeSpan.Zero);
        return _run;
    }

    [Benchmark(Description = "post: cached work item", OperationsPerInvoke = Count)]
    [Ours]
    [Mark(25)]
    public void PostCachedWork()
    {
        foreach (CountingWork work in _works)
            _loop.Core.Tasks.Post(work);

        _loop.RunOnce(TimeSpan.Zero);
    }

    [Benchmark(Description = "post: ConcurrentQueue<Action>", OperationsPerInvoke = Count)]
    public long PostToConcurrentQueue()
    {
        for (int count = 0; count < Count; count++)
            _concurrent.Enqueue(_action);

        while (_concurrent.TryDequeue(out Action? action))
            action();

        return _run;
    }

    [Benchmark(Description = "post: ThreadPool, cached work item", OperationsPerInvoke = Count)]
    public void PostToPool()
    {
        _poolWork.Left.Reset();
        for (int count = 0; count < Count; count++)
            ThreadPool.UnsafeQueueUserWorkItem(_poolWork, preferLocal: false);

        _poolWork.Left.Wait();
    }

    [Benchmark(Description = "defer: EventLoop.Defer", OperationsPerInvoke = Count)]
    [Ours]
    public long Defer()
    {
        for (int count = 0; count < Count; count++)
            _loop.Defer(_action);

        _loop.RunOnce(TimeSpan.Zero);
        return _run;
    }

    [Benchmark(Description = "defer: Queue<Action>", OperationsPerInvoke = Count)]
    public long DeferToQueue()
    {
        for (int count = 0; count < Count; count++)
            _queue.Enqueue(_action);

        while (_queue.TryDequeue(out Action? action))
            action();

        return _run;
    }

    private sealed class CountingWork : LoopWork
    {
        public long Runs { get; private set; }

        public override void Run() => Runs++;
    }

    private sealed class PoolWork(int count) : IThreadPoolWorkItem
    {
        public CountdownEvent Left { get; } = new(count);

        public void Execute() => Left.Signal();
    }
}
