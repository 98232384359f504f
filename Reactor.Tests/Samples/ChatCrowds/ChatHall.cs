using System.Globalization;
using System.Text;
using ChatServer;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Samples.ChatCrowds;

/// <summary>The chat sample on one loop and many clients on another, both turned by the test's thread, so that the server's turns can be looked at one by one.</summary>
internal sealed class ChatHall : IDisposable
{
    private const string ChannelName = "#hall";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(50);

    private readonly EventLoop _serverLoop;
    private readonly EventLoop _clientLoop = new();
    private readonly List<Guest> _guests = [];
    private readonly List<Exception> _faults = [];

    public ChatHall(ChatOptions? options = null)
    {
        _serverLoop = new EventLoop(new EventLoopOptions
        {
            Kernel = Kernel,
            FaultPolicy = fault =>
            {
                _faults.Add(fault.Exception);
                return FaultAction.Contain;
            },
        });
        Task<Chat> starting = Chat.Start(
            _serverLoop, (options ?? new ChatOptions()) with { Port = 0, FloodRate = 0, MaxPerAddress = 0, PingTimeout = Timeout.InfiniteTimeSpan, RegistrationTimeout = Timeout.InfiniteTimeSpan }, NullLogger.Instance);
        Until(() => starting.IsCompleted);
        Chat = starting.GetAwaiter().GetResult();
    }

    public CountingKernel Kernel { get; } = new();

    public Chat Chat { get; }

    public IReadOnlyList<Guest> Guests => _guests;

    /// <summary>How often the server has asked the kernel to send.</summary>
    public long Sends => Kernel.Sends + Kernel.GatheredSends;

    /// <summary>Lets clients in, and puts them into the channel without a word: five thousand who are told of each other would hear 25 million lines.</summary>
    public void Fill(int count)
    {
        Channel? hall = null;
        for (int batch = 0; batch < count; batch += 250)
        {
            for (int number = batch; number < Math.Min(count, batch + 250); number++)
            {
                Guest guest = new(string.Create(CultureInfo.InvariantCulture, $"g{number}"));
                _guests.Add(guest);
                _clientLoop.Connect(Chat.Listener!.LocalEndPoint, guest);
            }

            Until(() => _guests.TrueForAll(guest => guest.IsWelcome));
        }

        foreach (Guest guest in _guests)
        {
            hall ??= Chat.FindOrMakeChannel(ChannelName);
            hall.Add(Chat.FindUser(guest.Nick)!);
        }
    }

    /// <summary>Guests say lines, which are all there when the server takes its next turn.</summary>
    public void Say(IEnumerable<Guest> speakers, int lines, string text)
    {
        foreach (Guest speaker in speakers)
        {
            string line = $"PRIVMSG {ChannelName} :{text}\r\n";
            speaker.Send(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(line, lines))));
        }

        _clientLoop.RunOnce(TimeSpan.Zero);
    }

    /// <summary>One turn of the server.</summary>
    /// <returns>How many calls to send it made.</returns>
    public long ServerTurn(TimeSpan? mostWait = null)
    {
        long before = Sends;
        _serverLoop.RunOnce(mostWait ?? TimeSpan.FromSeconds(1));
        return Sends - before;
    }

    /// <summary>How many blocks of memory wait with output, large and small.</summary>
    public (int Large, int Small) BlocksInUse => (_serverLoop.Core.Blocks.Rented, _serverLoop.Core.SmallBlocks.Rented);

    public void Until(Func<bool> condition) => Until(condition, () => _serverLoop.RunOnce(TimeSpan.Zero));

    /// <summary>While the server does nothing.</summary>
    public void UntilOfClients(Func<bool> condition) => Until(condition, () => { });

    private void Until(Func<bool> condition, Action serve)
    {
        long start = Environment.TickCount64;
        while (!condition())
        {
            serve();
            _clientLoop.RunOnce(TimeSpan.FromMilliseconds(1));
            Assert.That(Environment.TickCount64 - start, Is.LessThan(s_patience.TotalMilliseconds), "It has not come about.");
        }
    }

    public void Dispose()
    {
        _clientLoop.Dispose();
        _serverLoop.Dispose();
        Assert.That(_faults, Is.Empty, "A callback of the server threw.");
    }
}
