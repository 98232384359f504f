using System.Text.Json;

namespace Reactor.Tests.Repository;

/// <summary>Descriptions of servers that are raced: a race passes over what it does not know, and would not say so.</summary>
public sealed class PeerFileTests
{
    private static readonly string[] Keys = ["name", "title", "needs", "build", "run", "version", "modes", "scenarios", "notes", "variants"];
    private static readonly string[] Modes = ["echo", "line", "broadcast"];

    [TestCaseSource(nameof(Folders))]
    public void A_description_says_what_is_understood(string folder)
    {
        (string[] keys, Dictionary<string, JsonElement>[] servers) = PeerFile.All().Single(peer => peer.Folder == folder).Parse();

        Assert.That(keys, Is.SubsetOf(Keys));
        foreach (Dictionary<string, JsonElement> server in servers)
        {
            Assert.That(server.Keys, Is.SupersetOf(new[] { "name", "title", "build", "run", "version" }));
            Assert.That(Words(server, "modes"), Is.Not.Empty.And.SubsetOf(Modes));
            Assert.That(Words(server, "needs"), Is.All.Matches("^[a-z0-9][a-z0-9+.-]+$"), "They are names of packages.");
            Assert.That(Words(server, "scenarios").Select(name => $"new(\"{name}\""), Is.All.Matches<string>(Scenarios.Contains));
        }
    }

    [Test]
    public void No_name_is_used_twice() =>
        Assert.That(PeerFile.All().SelectMany(peer => peer.Parse().Servers).Select(server => server["name"].GetString()), Is.Unique);

    private static string Scenarios => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "bench/Race/Scenario.cs"));

    private static IEnumerable<string> Folders() => PeerFile.All().Select(peer => peer.Folder);

    private static string[] Words(Dictionary<string, JsonElement> server, string key) =>
        server.TryGetValue(key, out JsonElement list) ? [.. list.EnumerateArray().Select(word => word.GetString()!)] : [];
}
