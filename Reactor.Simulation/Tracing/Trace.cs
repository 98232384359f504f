using System.Numerics;

namespace Reactor.Simulation.Tracing;

/// <summary>One number that stands for everything that has happened: two runs with the same one did the same, call by call.</summary>
internal sealed class Trace
{
    private ulong _hash;

    public ulong Hash => _hash;

    /// <summary>A system call was answered.</summary>
    public void Answer(int host, Call call, int descriptor, int result, long now)
    {
        Mix((ulong)now);
        Mix((ulong)(uint)result | ((ulong)(uint)descriptor << 32));
        Mix((ulong)(uint)host << 8 | (ulong)call);
    }

    /// <summary>Something went wrong on purpose.</summary>
    public void Fault(SimulatedHost? host, string what, long now)
    {
        Mix((ulong)now);
        Mix(((ulong)(uint)(host?.Number ?? 0) << 32) | (uint)what.Length);
    }

    private void Mix(ulong value) => _hash = (BitOperations.RotateLeft(_hash, 23) ^ value) * 0x9E3779B97F4A7C15;
}
