using System.Collections.Concurrent;
using System.ComponentModel;
using BenchmarkDotNet.Attributes;

namespace Reactor.Micro;

[Description("So many threads hand work to another that runs it, both at the same time: until the last piece has run, for each piece.")]
public class PostAcross
{
    private const int Count = 100_000;

    private readonly ManualResetEventSlim _done = new();
    private readonly Action _action;
    private EventLoop? _loop;
    private BlockingCollection<Action>? _blocking;
    private Thread? _consumer;
    private Producers? _producers;
    private PoolWork? _poolWork;
    private int _left;

    public PostAcross() => _action = () =>
    {
        // Of the one consuming thread alone.
        if (--_left == 0)
            _done.Set();
    };

    [Params(1, 4)]
    public int Threads { get; set; }

    [GlobalSetup(Target = nameof(Loop))]
    public void StartLoop()
    {
        _loop = new EventLoop();
        Start(() => _loop.Run());
    }

    [GlobalSetup(Target = nameof(Concurrent))]
    public void StartQueue()
    {
        _blocking = [];
        Start(() =>
        {
            foreach (Action action in _blocking.GetConsumingEnumerable())
                action();
        });
    }

    [GlobalSetup(Target = nameof(Pool))]
    public void StartPool()
    {
        _poolWork = new PoolWork(_done);
        _producers = new Producers(Threads);
    }

    [GlobalCleanup]
    public void End()
    {
        _loop?.Stop();
        _blocking?.CompleteAdding();
        _consumer?.Join();
        _producers?.Dispose();
        _loop?.Dispose();
        _blocking?.Dispose();
    }

    [Benchmark(Description = "post across: EventLoop.Post(Action)", OperationsPerInvoke = Count)]
    [Ours]
    [Mark(45, With = 1)]
    public void Loop() => HandOver(() => _loop!.Post(_action));

    [Benchmark(Description = "post across: ConcurrentQueue in a BlockingCollection", OperationsPerInvoke = Count)]
    public void Concurrent() => HandOver(() => _blocking!.Add(_action));

    [Benchmark(Description = "post across: ThreadPool, cached work item", OperationsPerInvoke = Count)]
    public void Pool()
    {
        _poolWork!.Left = Count;
        HandOver(() => ThreadPool.UnsafeQueueUserWorkItem(_poolWork, preferLocal: false));
    }

    private void HandOver(Action one)
    {
        _left = Count;
        _done.Reset();
        int each = Count / Threads;
        _producers!.Run(() =>
        {
            for (int count = 0; count < each; count++)
                one();
        });
        _done.Wait();
    }

    private void Start(Action consume)
    {
        _consumer = new Thread(() => consume()) { IsBackground = true };
        _consumer.Start();
        _producers = new Producers(Threads);
    }

    private sealed class PoolWork(ManualResetEventSlim done) : IThreadPoolWorkItem
    {
        private int _left;

        public int Left
        {
            set => _left = value;
        }

        // Several threads of the pool run it.
        public void Execute()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                done.Set();
        }
    }
}
