using System.Globalization;
using Memory.Servers;

namespace Memory;

/// <summary>
/// The server's side: says its port, and then, for every number on standard input, waits until it has so many connections, all in the
/// state that they are weighed in, and says what the process holds.
/// </summary>
internal static class Scale
{
    public static int Serve(Subject subject, int most)
    {
        using Server server = subject.Serve(most);
        Console.WriteLine(server.Port);
        while (Console.ReadLine() is { } line)
        {
            int connections = int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture);
            if (!server.Await(connections, (long)connections * subject.Says.Length))
            {
                Console.Error.WriteLine($"{subject.Name}: there are not {connections} connections in the state that was meant.");
                return 1;
            }

            Console.WriteLine(Weight.Now());
        }

        return 0;
    }
}
