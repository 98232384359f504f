namespace Reactor.Tests.Samples.ChatStorms;

// Questions about the server itself. How it describes itself is its own affair; that it answers, and what it counts, is not.
internal sealed partial class Oracle
{
    private void AboutServer(Person person, Utterance said)
    {
        string server = said[said.Command is "LUSERS" or "STATS" ? 1 : 0];
        if (said.Command == "LINKS")
        {
            TellLinks(person, said.Parameters.Count == 0 ? "*" : said.Parameters[^1]);
        }
        else if (IsMeantOrComplaint(person, server))
        {
            Answer(person, said);
        }
    }

    private bool IsMeantOrComplaint(Person person, string server)
    {
        bool isMeant = server.Length == 0 || Text.Matches(server, rules.Server) || Find(server) is not null;
        if (!isMeant)
            Reply(person, 402, $"{Text.Word(server)} :No such server");
        return isMeant;
    }

    private void Answer(Person person, Utterance said)
    {
        switch (said.Command)
        {
            case "ADMIN":
                ReplyOf(person, 256, 257, 258, 259);
                break;
            case "INFO":
                ReplyOf(person, 371, 371, 374);
                break;
            case "LUSERS":
                TellCensus(person);
                break;
            case "MOTD":
                Reply(person, 422, ":MOTD File is missing");
                break;
            case "STATS":
                TellStatistics(person, said);
                break;
            case "TIME":
                ReplyOf(person, 391);
                break;
            default:
                ReplyOf(person, 351, 5, 5);
                break;
        }
    }

    private void TellLinks(Person person, string mask)
    {
        if (Text.Matches(mask, rules.Server))
            ReplyOf(person, 364);
        Reply(person, 365, $"{Text.Word(mask)} :End of /LINKS list");
    }

    private void TellStatistics(Person person, Utterance said)
    {
        string letter = said.Parameters.Count == 0 ? "*" : Text.Word(said[0])[..1];
        if (letter == "m")
            ReplyOf(person, [.. Enumerable.Repeat(212, _commandsUsed.Count)]);
        if (letter == "o")
            Reply(person, 243, $"O * * {rules.OperatorName}");
        if (letter == "u")
            ReplyOf(person, 242);
        Reply(person, 219, $"{letter} :End of /STATS report");
    }

    private void TellCensus(Person person)
    {
        int invisible = People.Count(each => each.IsRegistered && each.IsInvisible);
        Reply(person, 251, $":There are {Registered - invisible} users and {invisible} invisible on 1 servers");
        Reply(person, 252, $"{People.Count(each => each.IsRegistered && each.IsOperator)} :operator(s) online");
        Reply(person, 253, $"{Unknown} :unknown connection(s)");
        Reply(person, 254, $"{Rooms.Count} :channels formed");
        Reply(person, 255, $":I have {Registered} clients and 0 servers");
        Reply(person, 265, $"{Registered} {MostRegistered} :Current local users {Registered}, max {MostRegistered}");
        Reply(person, 266, $"{Registered} {MostRegistered} :Current global users {Registered}, max {MostRegistered}");
    }

    /// <summary>Some text, but under these numbers.</summary>
    private void ReplyOf(Person person, params int[] numerics)
    {
        foreach (int numeric in numerics)
            Expect(person, Expectation.Beginning(Head(person, numeric)));
    }
}
