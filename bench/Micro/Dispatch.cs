using System.ComponentModel;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using Reactor.Handlers;
using Reactor.SystemCalls;

namespace Reactor.Micro;

[Description("Whole turns with 50 ready descriptors on a kernel that does nothing, for each of them.")]
public class Dispatch
{
    private const int Ready = 50;
    private const int FirstDescriptor = 10;

    private readonly NullKernel _handlerKernel = new();
    private readonly NullKernel _echoKernel = new();
    private readonly ReadyEvent[] _events = new ReadyEvent[Ready];
    private readonly byte[] _buffer = new byte[1024];
    private readonly Dictionary<ulong, Action> _actions = [];
    private EventLoop? _handlers;
    private EventLoop? _echoes;

    [GlobalSetup]
    public void Prepare()
    {
        _handlers = new EventLoop(new EventLoopOptions { Kernel = _handlerKernel });
        _echoes = new EventLoop(new EventLoopOptions { Kernel = _echoKernel });
        for (int index = 0; index < Ready; index++)
        {
            int descriptor = FirstDescriptor + index;
            _handlers.Register(new SafeFileHandle(descriptor, ownsHandle: false), Interest.Read, new Reader(_handlerKernel));
            _echoes.Adopt(new SafeSocketHandle(descriptor, ownsHandle: false), new Echo());
            _actions.Add((ulong)descriptor, () => _handlerKernel.Receive(descriptor, _buffer));
            _events[index] = new ReadyEvent(Readiness.In, (ulong)descriptor);
        }

        Warmth.Give(() =>
        {
            Handlers();
            Echoes();
            Delegates();
        });
    }

    [Benchmark(Description = "dispatch: read handler", OperationsPerInvoke = Ready)]
    [Ours]
    [Mark(60)]
    public void Handlers() => _handlers!.RunOnce(TimeSpan.Zero);

    [Benchmark(Description = "dispatch: ConnectionHandler that echoes 64 bytes", OperationsPerInvoke = Ready)]
    [Ours]
    public void Echoes() => _echoes!.RunOnce(TimeSpan.Zero);

    [Benchmark(Description = "dispatch: Dictionary of delegates", OperationsPerInvoke = Ready)]
    public void Delegates()
    {
        foreach (ReadyEvent ready in _events)
            _actions[ready.Data]();
    }

    private sealed class Reader(NullKernel kernel) : IHandler
    {
        private readonly byte[] _buffer = new byte[1024];

        public void OnReadable(Registration registration) => kernel.Receive(FirstDescriptor, _buffer);
    }

    private sealed class Echo : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);
    }
}
