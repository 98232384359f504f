using System.Text.RegularExpressions;
using ChatServer;
using Reactor.Tests.Repository;

namespace Reactor.Tests.Samples.Chatting;

/// <summary>Holds these tests to their claim: they use every command and name every numeric, and the server has none that it does not send.</summary>
public sealed class EverythingIsTestedTests
{
    private static readonly string Tests = Text(Path.Combine("Reactor.Tests", "Samples", "Chat"), except: nameof(EverythingIsTestedTests));

    [Test]
    public void Every_command_is_said([ValueSource(nameof(Commands))] string command) =>
        Assert.That(Regex.IsMatch(Tests, $"[\" ]{command}[\" ]"), Is.True, $"No test says {command}.");

    [Test]
    public void Every_numeric_is_expected([ValueSource(nameof(Numerics))] string numeric) =>
        Assert.That(Regex.IsMatch(Tests, $@"\bNumeric\.{numeric}\b"), Is.True, $"No test names {numeric}.");

    [Test]
    public void Every_numeric_is_sent([ValueSource(nameof(Numerics))] string numeric)
    {
        string server = Text(Path.Combine("samples", "ChatServer"), except: nameof(Numeric));

        Assert.That(Regex.IsMatch(server, $@"\bNumeric\.{numeric}\b"), Is.True, $"The server never sends {numeric}.");
    }

    private static string[] Numerics() => Enum.GetNames<Numeric>();

    private static IEnumerable<string> Commands() => CommandTable.Names;

    private static string Text(string folder, string except) =>
        string.Join('\n', RepositoryFiles.Sources(folder).Where(file => Path.GetFileNameWithoutExtension(file.Name) != except).Select(file => file.Text));
}
