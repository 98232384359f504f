namespace Reactor.Tests.Repository;

/// <summary>Says everything that is wrong at once: one run is enough to mend a file.</summary>
internal static class Complaints
{
    public static void AssertNone(IEnumerable<string> complaints, string remedy)
    {
        string[] all = [.. complaints];
        if (all.Length > 0)
            Assert.Fail(remedy + Environment.NewLine + string.Join(Environment.NewLine, all));
    }
}
