using System.Text;

namespace Reactor.Tests.Samples.ChatStorms.Fuzzing;

/// <summary>Draws lines that are mostly what a client would say, often nearly that, and now and then nothing like it.</summary>
internal sealed class Babble(Random random, int crowd)
{
    private const string Spices = " :,;@!*?#+-=\r\n\0\a&~^[\\";

    private readonly Script _script = new(random) { Crowd = crowd };

    public byte[] Registration(int number) => Encoding.Latin1.GetBytes($"{string.Join("\r\n", _script.Registration(number))}\r\nNICK n{number}\r\n");

    public byte[] NextLine() => random.Next(10) switch
    {
        < 7 => Bytes(_script.Next()),
        < 9 => Mutate(Bytes(_script.Next())),
        _ => Garbage(),
    };

    private static byte[] Bytes(string line) => Encoding.Latin1.GetBytes(line + "\r\n");

    private byte[] Mutate(byte[] line)
    {
        List<byte> bytes = [.. line];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.Insert(at, Spice());
                    break;
                case 2 when bytes.Count > 1:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    int start = random.Next(at + 1);
                    bytes.InsertRange(at, bytes.GetRange(start, at - start));
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat(Spice(), random.Next(random.Next(10) == 0 ? 600 : 20)));
                    break;
            }
        }

        return [.. bytes];
    }

    private byte[] Garbage()
    {
        byte[] bytes = new byte[random.Next(random.Next(50) == 0 ? 10_000 : 60)];
        random.NextBytes(bytes);
        return [.. bytes, (byte)'\n'];
    }

    /// <summary>A byte that means something.</summary>
    private byte Spice() => (byte)Spices[random.Next(Spices.Length)];
}
