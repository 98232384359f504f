using System.Numerics;
using System.Runtime.InteropServices;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Tracing;

/// <summary>One number that stands for everything that has happened: two runs with the same one did the same, call by call and byte by byte.</summary>
internal sealed class Trace
{
    private ulong _hash;

    public ulong Hash => _hash;

    /// <summary>A system call was answered.</summary>
    public void Answer(int host, Call call, int descriptor, int result, long now)
    {
        Add((ulong)now);
        Add((ulong)(uint)result | ((ulong)(uint)descriptor << 32));
        Add((ulong)(uint)host << 8 | (ulong)call);
    }

    /// <summary>Something went wrong on purpose.</summary>
    public void Fault(SimulatedHost? host, string what, long now)
    {
        Add((ulong)now);
        Add(((ulong)(uint)(host?.Number ?? 0) << 32) | (uint)what.Length);
        Add(MemoryMarshal.AsBytes(what.AsSpan()));
    }

    /// <summary>A wait reported events.</summary>
    public void Events(ReadOnlySpan<ReadyEvent> events)
    {
        foreach (ref readonly ReadyEvent ready in events)
        {
            Add(ready.Data);
            Add((ulong)ready.Readiness);
        }
    }

    /// <summary>Bytes that moved, or an address.</summary>
    /// <remarks>Two chains of multiplications, which a processor works on at the same time.</remarks>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        ulong left = _hash;
        ulong right = (ulong)bytes.Length;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        int index = 0;
        for (; index + 1 < words.Length; index += 2)
        {
            left = Mix(left, words[index]);
            right = Mix(right, words[index + 1]);
        }

        foreach (byte rest in bytes[(index * sizeof(ulong))..])
        {
            right = Mix(right, rest);
        }

        _hash = Mix(left, right);
    }

    /// <summary>An argument of a call.</summary>
    public void Add(ulong value) => _hash = Mix(_hash, value);

    private static ulong Mix(ulong hash, ulong value) => (BitOperations.RotateLeft(hash, 23) ^ value) * 0x9E3779B97F4A7C15;
}
