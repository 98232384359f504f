using System.Buffers.Binary;

namespace Reactor.Handlers;

/// <summary>Reads and writes length prefixes.</summary>
internal static class LengthPrefixFormat
{
    /// <summary>The size in bytes of the longest prefix.</summary>
    public const int MaxSize = 10;

    /// <summary>What <see cref="Read"/> returns for a prefix that cannot be one.</summary>
    public const int Malformed = -1;

    private const int BitsPerByte = 7;
    private const byte More = 0x80;

    /// <summary>The longest message that the prefix can tell of.</summary>
    public static int MaxLength(LengthPrefix prefix) => prefix switch
    {
        LengthPrefix.OneByte => byte.MaxValue,
        LengthPrefix.TwoBytesBigEndian or LengthPrefix.TwoBytesLittleEndian => ushort.MaxValue,
        _ => int.MaxValue,
    };

    /// <summary>Reads a prefix at the start of the input.</summary>
    /// <returns>Its size, 0 if it is not complete, or <see cref="Malformed"/>.</returns>
    public static int Read(LengthPrefix prefix, ReadOnlySpan<byte> input, out ulong length)
    {
        if (prefix == LengthPrefix.Varint)
        {
            return ReadVarint(input, out length);
        }

        int size = FixedSize(prefix);
        if (input.Length < size)
        {
            length = 0;
            return 0;
        }

        length = prefix switch
        {
            LengthPrefix.OneByte => input[0],
            LengthPrefix.TwoBytesBigEndian => BinaryPrimitives.ReadUInt16BigEndian(input),
            LengthPrefix.TwoBytesLittleEndian => BinaryPrimitives.ReadUInt16LittleEndian(input),
            LengthPrefix.FourBytesBigEndian => BinaryPrimitives.ReadUInt32BigEndian(input),
            LengthPrefix.FourBytesLittleEndian => BinaryPrimitives.ReadUInt32LittleEndian(input),
            LengthPrefix.EightBytesBigEndian => BinaryPrimitives.ReadUInt64BigEndian(input),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(input),
        };
        return size;
    }

    /// <summary>Writes a prefix.</summary>
    /// <param name="prefix">Its kind.</param>
    /// <param name="destination">Room for <see cref="MaxSize"/> bytes.</param>
    /// <param name="length">At most <see cref="MaxLength"/>.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(LengthPrefix prefix, Span<byte> destination, int length)
    {
        switch (prefix)
        {
            case LengthPrefix.OneByte:
                destination[0] = (byte)length;
                break;
            case LengthPrefix.TwoBytesBigEndian:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)length);
                break;
            case LengthPrefix.TwoBytesLittleEndian:
                BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)length);
                break;
            case LengthPrefix.FourBytesBigEndian:
                BinaryPrimitives.WriteInt32BigEndian(destination, length);
                break;
            case LengthPrefix.FourBytesLittleEndian:
                BinaryPrimitives.WriteInt32LittleEndian(destination, length);
                break;
            case LengthPrefix.EightBytesBigEndian:
                BinaryPrimitives.WriteInt64BigEndian(destination, length);
                break;
            case LengthPrefix.EightBytesLittleEndian:
                BinaryPrimitives.WriteInt64LittleEndian(destination, length);
                break;
            default:
                return WriteVarint(destination, (uint)length);
        }

        return FixedSize(prefix);
    }

    private static int FixedSize(LengthPrefix prefix) => prefix switch
    {
        LengthPrefix.OneByte => 1,
        LengthPrefix.TwoBytesBigEndian or LengthPrefix.TwoBytesLittleEndian => 2,
        LengthPrefix.FourBytesBigEndian or LengthPrefix.FourBytesLittleEndian => 4,
        _ => 8,
    };

    private static int ReadVarint(ReadOnlySpan<byte> input, out ulong length)
    {
        length = 0;
        for (int index = 0; index < input.Length; index++)
        {
            byte part = input[index];

            // The tenth byte has room for one bit; more would be lost, and so would an eleventh byte.
            if (index == MaxSize - 1 && part > 1)
            {
                return Malformed;
            }

            length |= (ulong)(part & ~More) << (BitsPerByte * index);
            if ((part & More) == 0)
            {
                return index + 1;
            }
        }

        return 0;
    }

    private static int WriteVarint(Span<byte> destination, uint length)
    {
        int size = 0;
        for (; length >= More; length >>= BitsPerByte)
        {
            destination[size++] = (byte)(length | More);
        }

        destination[size++] = (byte)length;
        return size;
    }
}
