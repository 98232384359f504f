namespace Reactor.Buffers;

/// <summary>Keeps things of a loop for the next who needs one.</summary>
internal interface IPool
{
    /// <summary>Gives up some of what nobody has needed since the last call. The loop calls it every thousand turns.</summary>
    void GiveUpSurplus();
}
