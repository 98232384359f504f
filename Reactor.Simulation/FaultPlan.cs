using System.Runtime.CompilerServices;

namespace Reactor.Simulation;

/// <summary>What goes wrong in a simulation, and how often: each probability is that of one opportunity, from 0 (never) to 1.</summary>
/// <remarks>Everything on this list is allowed to a real kernel and a real network; a correct server survives it.</remarks>
public sealed record FaultPlan
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>What a bad day brings: every fault now and then.</summary>
    public static FaultPlan Stormy { get; } = new()
    {
        Interrupted = 0.02,
        SpuriousWouldBlock = 0.02,
        ShortTransfer = 0.2,
        ConnectionReset = 0.002,
        DescriptorsExhausted = 0.02,
        OutOfBuffers = 0.005,
        OutOfMemory = 0.005,
        AcceptAborted = 0.02,
        HangupOnly = 0.2,
        StaleEvent = 0.1,
        LateWakeUp = 0.05,
        EarlyWakeUp = 0.05,
        Stall = 0.0005,
        ShuffledBatch = 0.5,
        SmallBatch = 0.2,
    };

    /// <summary><c>EINTR</c> from a call that can be interrupted.</summary>
    public double Interrupted { get; init => field = Probability(value); }

    /// <summary><c>EAGAIN</c> although epoll has said that the descriptor is ready.</summary>
    public double SpuriousWouldBlock { get; init => field = Probability(value); }

    /// <summary>A read or write of fewer bytes than possible, down to one.</summary>
    public double ShortTransfer { get; init => field = Probability(value); }

    /// <summary>A connection is reset when it receives or sends, as by a device in between: <c>ECONNRESET</c> on both sides.</summary>
    public double ConnectionReset { get; init => field = Probability(value); }

    /// <summary><c>EMFILE</c> or <c>ENFILE</c> where a call makes a descriptor.</summary>
    public double DescriptorsExhausted { get; init => field = Probability(value); }

    /// <summary><c>EMFILE</c> once a host has so many descriptors open; see also <see cref="SimulatedHost.DescriptorLimit"/>.</summary>
    public int DescriptorLimit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(DescriptorLimit));
            field = value;
        }
    }
    = int.MaxValue;

    /// <summary><c>ENOBUFS</c> from the calls that may say so.</summary>
    public double OutOfBuffers { get; init => field = Probability(value); }

    /// <summary><c>ENOMEM</c> from the calls that may say so.</summary>
    public double OutOfMemory { get; init => field = Probability(value); }

    /// <summary><c>ECONNABORTED</c> from an accept, as when the client has given up; the client is told by a reset.</summary>
    public double AcceptAborted { get; init => field = Probability(value); }

    /// <summary>A hang-up is reported without the readable and writable that usually come with it, where a reset has left nothing to read.</summary>
    public double HangupOnly { get; init => field = Probability(value); }

    /// <summary>An event arrives for a registration that is gone already.</summary>
    public double StaleEvent { get; init => field = Probability(value); }

    /// <summary>A wait that takes longer than it was to.</summary>
    public double LateWakeUp { get; init => field = Probability(value); }

    /// <summary>A wait that ends with nothing before its time.</summary>
    public double EarlyWakeUp { get; init => field = Probability(value); }

    /// <summary>
    /// The process stands still: for up to 20 ms in the middle of a turn, where time passes between two callbacks; for the rest of the time
    /// after that turn, while the other hosts go on.
    /// </summary>
    public double Stall { get; init => field = Probability(value); }

    /// <summary>How long it stands still at most.</summary>
    public TimeSpan LongestStall
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(LongestStall));
            field = value;
        }
    }
    = TimeSpan.FromSeconds(2);

    /// <summary>The events of one wait come in another order.</summary>
    public double ShuffledBatch { get; init => field = Probability(value); }

    /// <summary>A wait reports fewer events than are ready.</summary>
    public double SmallBatch { get; init => field = Probability(value); }

    /// <summary>
    /// Draws a plan of its own for a seed, around this one: some faults not at all, others up to three times as often. Over many seeds
    /// that finds more than the same mixture every time, in which common faults hide the consequences of rare ones.
    /// </summary>
    /// <param name="seed">Decides the plan.</param>
    public FaultPlan Swarm(long seed)
    {
        Core.SeededRandom random = new(seed, "swarm");
        return this with
        {
            Interrupted = Draw(Interrupted),
            SpuriousWouldBlock = Draw(SpuriousWouldBlock),
            ShortTransfer = Draw(ShortTransfer),
            ConnectionReset = Draw(ConnectionReset),
            DescriptorsExhausted = Draw(DescriptorsExhausted),
            DescriptorLimit = DrawLimit(),
            OutOfBuffers = Draw(OutOfBuffers),
            OutOfMemory = Draw(OutOfMemory),
            AcceptAborted = Draw(AcceptAborted),
            HangupOnly = Draw(HangupOnly),
            StaleEvent = Draw(StaleEvent),
            LateWakeUp = Draw(LateWakeUp),
            EarlyWakeUp = Draw(EarlyWakeUp),
            Stall = Draw(Stall),
            ShuffledBatch = Draw(ShuffledBatch),
            SmallBatch = Draw(SmallBatch),
        };

        int DrawLimit() => DescriptorLimit == int.MaxValue || random.Chance(0.5)
            ? int.MaxValue
            : (int)Math.Min(int.MaxValue, (DescriptorLimit / 2) + (long)random.Below(DescriptorLimit));

        double Draw(double probability) => random.Chance(0.5) ? 0 : Math.Min(1, probability * 3 * random.Fraction());
    }
    private static double Probability(double value, [CallerMemberName] string property = "") => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(property, value, $"{property} is a probability: from 0, never, to 1, always.");
}
