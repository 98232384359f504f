namespace Reactor.Polling;

/// <summary>Who closes a descriptor that is registered without a handle.</summary>
internal interface IDescriptorOwner
{
    /// <summary>Somebody else has closed it, and its number is a stranger's: it must not be used nor closed any more.</summary>
    void OnDescriptorLost();

    /// <summary>Who was called for it has failed, or does not care what becomes of it.</summary>
    void OnAbandoned(Registration registration) => registration.Dispose();
}
