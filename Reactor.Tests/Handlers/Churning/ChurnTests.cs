namespace Reactor.Tests.Handlers.Churning;

/// <summary>Whatever connections do before they go, nothing of them stays.</summary>
public sealed class ChurnTests
{
    private static string ReportFile => Path.Combine(TestContext.CurrentContext.WorkDirectory, "churn.txt");

    /// <summary>The slack is 44 bytes for each client: less than a timer, and far less than a connection.</summary>
    [Test]
    public void Thousands_of_clients_leave_nothing_behind()
    {
        const int AtATime = 50;
        const int Slack = 128 * 1024;
        using Churn churn = new();
        churn.RunAtFullSpeed(clients: 1_000, AtATime);
        Holdings before = Holdings.Of(churn);

        churn.RunAtFullSpeed(clients: 3_000, AtATime);
        Holdings after = Holdings.Of(churn);

        TestContext.Out.WriteLine($"{Holdings.Heading}\n{before}\n{after}");
        AssertNothingGrew(churn, before, after, Slack);
    }

    [Test]
    [Explicit("Takes an hour.")]
    [Category("Soak")]
    public void An_hour_of_churn_grows_no_memory()
    {
        const int Minutes = 60;
        const int ManagedSlack = 256 * 1024;
        const int ResidentSlack = 4 * 1024 * 1024;
        using Churn churn = new();
        List<Holdings> holdings = new(Minutes);
        while (holdings.Count < Minutes)
        {
            churn.RunAtRate(clientsPerSecond: 100, TimeSpan.FromMinutes(1));
            holdings.Add(Holdings.Of(churn));
            Report(holdings);
        }

        TestContext.Out.WriteLine(File.ReadAllText(ReportFile));
        Holdings afterFirstQuarter = holdings[(Minutes / 4) - 1];
        Holdings afterLast = holdings[^1];
        AssertNothingGrew(churn, afterFirstQuarter, afterLast, ManagedSlack);
        Assert.That(afterLast.Resident, Is.LessThanOrEqualTo(afterFirstQuarter.Resident + ResidentSlack));
    }

    private static void AssertNothingGrew(Churn churn, Holdings before, Holdings after, int slack)
    {
        Assert.That(churn.Complaints, Is.Empty);
        Assert.That(after.Managed, Is.LessThanOrEqualTo(before.Managed + slack));
        Assert.That(after.Descriptors, Is.EqualTo(before.Descriptors));
        Assert.That(after.Registrations, Is.EqualTo(before.Registrations));
        Assert.That(after.Timers, Is.LessThanOrEqualTo(1), "Only the line that counts faults may still be due.");
        Assert.That(after.Blocks, Is.Zero);
        Assert.That(churn.Loop.Statistics.OpenConnections, Is.Zero);
    }

    /// <summary>To a file and not to the test's output, which the runner keeps in memory: an hour of it would be more than what is looked for.</summary>
    private static void Report(List<Holdings> holdings)
    {
        if (holdings.Count == 1)
            File.WriteAllText(ReportFile, $"{Holdings.Heading}\n");

        File.AppendAllText(ReportFile, $"{holdings[^1]}\n");
    }
}
