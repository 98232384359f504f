using System.Numerics;
using Reactor.SystemCalls;

namespace Reactor.Simulation.Files;

/// <summary>The descriptors of one process: a new one gets the lowest free number, as <c>open(2)</c> promises.</summary>
internal sealed class DescriptorTable
{
    // 0, 1 and 2 are taken by the standard streams, which the simulation does not have.
    private const int First = 3;

    /// <summary>What a process may have open unless it is told otherwise.</summary>
    public const int DefaultLimit = 20_000;

    private OpenFile?[] _files = new OpenFile?[64];
    private ulong[] _used = [(1UL << First) - 1];
    private ulong[] _loops = new ulong[1];
    private int _lowestWord;

    /// <summary>The soft limit of <c>RLIMIT_NOFILE</c>: one more than the highest number that is handed out.</summary>
    public int Limit { get; set; } = DefaultLimit;

    /// <summary>Whether the host has its turn: what is opened then is the loop's.</summary>
    public bool IsTurning { get; set; }

    /// <summary>Whether the next one would be refused.</summary>
    public bool IsFull => LowestFree() >= Limit;

    public OpenFile? this[int descriptor] => (uint)descriptor < (uint)_files.Length ? _files[descriptor] : null;

    /// <returns>The new descriptor, or <c>-EMFILE</c>.</returns>
    public int Open(OpenFile file)
    {
        int descriptor = LowestFree();
        if (descriptor >= Limit)
        {
            return -Errno.EMFILE;
        }

        if (descriptor >= _files.Length)
        {
            Array.Resize(ref _files, _files.Length * 2);
            Array.Resize(ref _used, _files.Length / 64);
            Array.Resize(ref _loops, _files.Length / 64);
        }

        _files[descriptor] = file;
        _used[descriptor / 64] |= 1UL << (descriptor % 64);
        _loops[descriptor / 64] |= (IsTurning ? 1UL : 0) << (descriptor % 64);
        file.Descriptors++;
        return descriptor;
    }

    /// <returns>0, or <c>-EBADF</c>.</returns>
    public int Close(int descriptor)
    {
        if (this[descriptor] is not { } file)
        {
            return -Errno.EBADF;
        }

        _files[descriptor] = null;
        _used[descriptor / 64] &= ~(1UL << (descriptor % 64));
        _lowestWord = Math.Min(_lowestWord, descriptor / 64);
        HandOut(descriptor);
        if (--file.Descriptors == 0)
        {
            file.LeaveEpoll();
            file.Release();
        }

        return 0;
    }

    /// <summary>Whether a descriptor was opened in a turn and not given to anybody outside of the loop.</summary>
    public bool IsLoops(int descriptor) => (_loops[descriptor / 64] & (1UL << (descriptor % 64))) != 0;

    /// <summary>A descriptor is somebody else's from now on, or nobody's.</summary>
    public void HandOut(int descriptor)
    {
        if (descriptor >= 0)
        {
            _loops[descriptor / 64] &= ~(1UL << (descriptor % 64));
        }
    }

    /// <summary>The open descriptors with their files, lowest first.</summary>
    public IEnumerable<(int Descriptor, OpenFile File)> Walk()
    {
        for (int descriptor = First; descriptor < _files.Length; descriptor++)
        {
            if (_files[descriptor] is { } file)
            {
                yield return (descriptor, file);
            }
        }
    }

    private int LowestFree()
    {
        while (_lowestWord < _used.Length && _used[_lowestWord] == ulong.MaxValue)
        {
            _lowestWord++;
        }

        return _lowestWord == _used.Length ? _lowestWord * 64 : (_lowestWord * 64) + BitOperations.TrailingZeroCount(~_used[_lowestWord]);
    }
}
