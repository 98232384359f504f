using System.Globalization;

namespace ChatServer;

/// <summary>Changes the modes of a channel, letter by letter; the caller has made sure that the client may.</summary>
internal sealed class ChannelModes(Client client, Channel channel)
{
    // Four masks can be longer than a line; then the members hear of the changes in two. One more mask and the longest prefix still fit.
    private const int MostPerLine = 170;

    private readonly ModeChanges _changes = new();
    private readonly HashSet<char> _unknown = [];
    private int _parametersUsed;
    private int _next = 2;

    public void Change(IrcLine line)
    {
        bool adding = true;
        foreach (char letter in line[1])
        {
            if (letter is '+' or '-')
            {
                adding = letter == '+';
            }
            else
            {
                ChangeOne(adding, letter, line);
            }

            if (_changes.Length > MostPerLine)
            {
                Tell();
            }
        }

        Tell();
    }

    private void ChangeOne(bool adding, char letter, IrcLine line)
    {
        ChannelFlags flag = ChannelFlag.Of(letter);
        if (flag != ChannelFlags.None)
        {
            ChangeFlag(adding, letter, flag);
            return;
        }

        bool takesParameter = letter is 'b' or 'e' or 'k' or 'o' or 'v' || (letter == 'l' && adding);
        if (!takesParameter && letter != 'l')
        {
            Complain(letter);
            return;
        }

        string parameter = takesParameter ? line[_next++] : "";
        if (takesParameter && ++_parametersUsed > ModeCommand.MaxParameters)
        {
            return;
        }

        switch (letter)
        {
            case 'b' or 'e':
                ChangeMask(adding, letter, parameter);
                break;
            case 'k':
                ChangeKey(adding, parameter);
                break;
            case 'l':
                ChangeLimit(adding, parameter);
                break;
            default:
                ChangeMember(adding, letter, parameter);
                break;
        }
    }

    /// <summary>Once for each letter: a line of one letter must not be answered by hundreds.</summary>
    private void Complain(char letter)
    {
        if (_unknown.Add(letter))
        {
            client.Reply(Numeric.ERR_UNKNOWNMODE, $"{Wire.Word(letter.ToString())} :is unknown mode char to me for {channel.Name}");
        }
    }

    private void ChangeFlag(bool adding, char letter, ChannelFlags flag)
    {
        if (channel.Has(flag) == adding)
        {
            return;
        }

        channel.Flags ^= flag;
        _changes.Add(adding, letter);
        if (flag == ChannelFlags.Secret)
        {
            channel.Names.Forget();
        }
    }

    private void ChangeMask(bool adding, char letter, string mask)
    {
        if (mask.Length == 0)
        {
            ChannelMasks.Show(client, channel, letter);
        }
        else if (ChannelMasks.Change(client, channel, adding, letter, mask) is { } changed)
        {
            _changes.Add(adding, letter, changed);
        }
    }

    private void ChangeKey(bool adding, string key)
    {
        if (!adding)
        {
            if (channel.Key is { } old)
            {
                channel.Key = null;
                _changes.Add(adding, 'k', old);
            }
        }
        else if (key.Length == 0)
        {
            NeedParameter();
        }
        else if (key.Length > ModeCommand.MaxKey || key[0] == ':' || key.AsSpan().ContainsAny(' ', ','))
        {
            client.Reply(Numeric.ERR_INVALIDKEY, $"{channel.Name} :Key is not well-formed");
        }
        else if (channel.Key != key)
        {
            channel.Key = key;
            _changes.Add(adding, 'k', key);
        }
    }

    private void ChangeLimit(bool adding, string text)
    {
        if (!adding)
        {
            if (channel.Limit > 0)
            {
                channel.Limit = 0;
                _changes.Add(adding, 'l');
            }
        }
        else if (text.Length == 0)
        {
            NeedParameter();
        }
        else if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit == 0)
        {
            client.Reply(Numeric.ERR_INVALIDMODEPARAM, $"{channel.Name} l {Wire.Word(text)} :Invalid mode parameter");
        }
        else if (limit != channel.Limit)
        {
            channel.Limit = limit;
            _changes.Add(adding, 'l', limit.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void ChangeMember(bool adding, char letter, string nick)
    {
        if (nick.Length == 0)
        {
            NeedParameter();
            return;
        }

        if (ChannelLookup.FindMember(client, channel, nick) is not { } member
            || (letter == 'o' ? member.IsOperator : member.IsVoiced) == adding)
        {
            return;
        }

        if (letter == 'o')
        {
            member.IsOperator = adding;
        }
        else
        {
            member.IsVoiced = adding;
        }

        channel.Names.Forget();
        _changes.Add(adding, letter, member.User.Nick);
    }

    private void NeedParameter() => client.Reply(Numeric.ERR_NEEDMOREPARAMS, "MODE :Not enough parameters");

    private void Tell() => _changes.Flush(text => client.Chat.Tell(channel, $":{client.User.Prefix} MODE {channel.Name} {text}"));
}
