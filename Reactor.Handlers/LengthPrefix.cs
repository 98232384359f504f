namespace Reactor.Handlers;

/// <summary>How the length of a message is written in front of it. The length is that of the message alone, without a sign.</summary>
public enum LengthPrefix
{
    /// <summary>Four bytes, the most significant first: network byte order.</summary>
    FourBytesBigEndian,

    /// <summary>Four bytes, the least significant first.</summary>
    FourBytesLittleEndian,

    /// <summary>One byte.</summary>
    OneByte,

    /// <summary>Two bytes, the most significant first: network byte order.</summary>
    TwoBytesBigEndian,

    /// <summary>Two bytes, the least significant first.</summary>
    TwoBytesLittleEndian,

    /// <summary>Eight bytes, the most significant first: network byte order.</summary>
    EightBytesBigEndian,

    /// <summary>Eight bytes, the least significant first.</summary>
    EightBytesLittleEndian,

    /// <summary>
    /// One to ten bytes of seven bits each, the least significant first, with the high bit set in all but the last: LEB128, as Protocol Buffers
    /// delimits messages.
    /// </summary>
    Varint,
}
