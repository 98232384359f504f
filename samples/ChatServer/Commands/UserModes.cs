namespace ChatServer;

/// <summary>The modes of a user: <c>i</c>, not to be found by strangers, and <c>o</c>, which OPER gives and anybody can lay down.</summary>
internal static class UserModes
{
    public static void Change(Client client, string letters)
    {
        User user = client.User;
        ModeChanges changes = new();
        bool isUnknown = false;
        bool adding = true;
        foreach (char letter in letters)
        {
            switch (letter)
            {
                case '+' or '-':
                    adding = letter == '+';
                    break;
                case 'i' when user.IsInvisible != adding:
                    user.IsInvisible = adding;
                    client.Chat.Census.Invisible += adding ? 1 : -1;
                    changes.Add(adding, letter);
                    break;
                case 'o' when user.IsOperator && !adding:
                    user.IsOperator = false;
                    client.Chat.Census.Operators--;
                    changes.Add(adding, letter);
                    break;
                case 'i' or 'o':
                    break;
                default:
                    isUnknown = true;
                    break;
            }
        }

        changes.Flush(text => client.Say($":{user.Prefix} MODE {user.Nick} {text}"));
        if (isUnknown)
        {
            client.Reply(Numeric.ERR_UMODEUNKNOWNFLAG, ":Unknown MODE flag");
        }
    }
}
