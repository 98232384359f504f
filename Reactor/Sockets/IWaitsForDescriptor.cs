namespace Reactor.Sockets;

/// <summary>Waits for a descriptor to be free.</summary>
internal interface IWaitsForDescriptor
{
    void OnDescriptorFree();
}
