namespace Reactor.Polling;

/// <summary>
/// Finds the registration an event belongs to. A slot is the descriptor's number, a generation tells its users apart:
/// an event that was made for an earlier user of the number finds nothing.
/// </summary>
/// <remarks>
/// Invariant: a slot holds a registration exactly as long as that registration is live. The kernel hands out the lowest
/// free numbers, so the table is as dense as the process's descriptors.
/// </remarks>
internal sealed class RegistrationTable
{
    private Registration?[] _registrations = new Registration?[64];
    private uint[] _generations = new uint[64];

    public int Count { get; private set; }

    /// <summary>One more than the highest slot that was ever used, for walks.</summary>
    public int Length { get; private set; }

    public Registration? this[int slot]
    {
        get
        {
            Registration?[] registrations = _registrations;
            return (uint)slot < (uint)registrations.Length ? registrations[slot] : null;
        }
    }

    /// <summary>The 64 bits that epoll keeps for us.</summary>
    public static ulong Token(int slot, uint generation) => (uint)slot | ((ulong)generation << 32);

    /// <summary>Finds whom an event is for, or nobody when the registration it was made for is gone.</summary>
    public Registration? Find(ulong token)
    {
        Registration? registration = this[(int)(uint)token];
        return registration is not null && registration.Generation == (uint)(token >> 32) ? registration : null;
    }

    /// <summary>Tells the generation that the next registration of a slot has. It begins when that is added.</summary>
    /// <remarks>So a number that is no descriptor's, however large, or negative, costs nothing: the kernel refuses it in between.</remarks>
    public uint NextGeneration(int slot) => (uint)slot < (uint)_generations.Length ? _generations[slot] + 1 : 1;

    public void Add(Registration registration)
    {
        int slot = registration.Descriptor;
        if (slot >= _generations.Length)
        {
            int length = Math.Max(slot + 1, _generations.Length * 2);
            Array.Resize(ref _generations, length);
            Array.Resize(ref _registrations, length);
        }

        _generations[slot] = registration.Generation;
        _registrations[slot] = registration;
        Length = Math.Max(Length, slot + 1);
        Count++;
    }

    public void Remove(Registration registration)
    {
        _registrations[registration.Descriptor] = null;
        Count--;
    }
}
