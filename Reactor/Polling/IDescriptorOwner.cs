namespace Reactor.Polling;

/// <summary>Who closes a descriptor that is registered without a handle.</summary>
internal interface IDescriptorOwner
{
    /// <summary>Somebody else has closed it, and its number is a stranger's: it must not be used nor closed any more.</summary>
    void OnDescriptorLost();
}
