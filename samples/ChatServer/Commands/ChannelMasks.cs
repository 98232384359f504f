namespace ChatServer;

/// <summary>The lists of a channel: <c>b</c>, who is kept out and silent, and <c>e</c>, who is not although a ban fits.</summary>
internal static class ChannelMasks
{
    private const int MaxLength = 100;

    public static void Show(Client client, Channel channel, char letter)
    {
        bool isBans = letter == 'b';
        MaskList list = Of(channel, letter);
        if (channel.IsVisibleTo(client.User))
        {
            foreach (MaskList.Entry entry in list.Entries)
            {
                if (client.IsTooFull("MODE"))
                {
                    break;
                }

                client.Reply(isBans ? Numeric.RPL_BANLIST : Numeric.RPL_EXCEPTLIST, $"{channel.Name} {entry.Mask} {entry.By} {entry.At.ToUnixTimeSeconds()}");
            }
        }

        client.Reply(
            isBans ? Numeric.RPL_ENDOFBANLIST : Numeric.RPL_ENDOFEXCEPTLIST,
            $"{channel.Name} :End of channel {(isBans ? "ban" : "exception")} list");
    }

    /// <summary>Puts a mask on a list or takes it off.</summary>
    /// <returns>The mask as it stands there, or null if nothing has changed.</returns>
    public static string? Change(Client client, Channel channel, bool adding, char letter, string mask)
    {
        MaskList list = Of(channel, letter);
        string complete = Wire.Cut(Mask.Complete(Wire.Word(mask)), MaxLength);
        if (adding && list.IsFull && !list.Contains(complete))
        {
            client.Reply(Numeric.ERR_BANLISTFULL, $"{channel.Name} {letter} :Channel list is full");
            return null;
        }

        string? changed = adding
            ? list.Add(new MaskList.Entry(complete, client.User.Nick, client.Chat.UtcNow)) ? complete : null
            : list.Remove(complete);
        channel.MaskChanges += changed is null ? 0 : 1;
        return changed;
    }

    private static MaskList Of(Channel channel, char letter) => letter == 'b' ? channel.Bans : channel.Exceptions;
}
