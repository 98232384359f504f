# What a chat server has to do for real clients, for .ci/run. Patterns leave out what clients word differently.

irc_channel='#team'

# Two clients that share no code, with the settings they come with, each seeing what the other does.
check_chat_between_clients() {
    local name=$1
    shift
    start_server "$name" "$@" --port 0 || return 0

    start_irssi alice
    check "$name: irssi is welcomed" irssi_screen_shows 'Your host is'
    irssi_does "/join $irc_channel"
    check "$name: irssi joins" irssi_sees 'alice \[.*has joined #team'
    start_weechat bob "$irc_channel"
    check "$name: WeeChat gets the capabilities that it asks for" weechat_sees 'capability, enabled: .*message-tags .*server-time'
    check "$name: WeeChat joins" weechat_sees 'bob \(.*has joined #team'
    check "$name: irssi sees WeeChat join" irssi_sees 'bob \[.*has joined #team'
    irssi_does '/op bob'
    check "$name: WeeChat sees that it may moderate" weechat_sees '\[\+o bob\] by alice'
    irssi_does '/part #team back soon'
    check "$name: WeeChat sees irssi part" weechat_sees 'alice \(.*has left #team.*back soon'
    irssi_does "/join $irc_channel"
    check "$name: WeeChat sees irssi join" weechat_sees 'alice \(.*has joined #team'

    irssi_does 'hello, this is irssi'
    check "$name: WeeChat sees what irssi says" weechat_sees 'alice.*hello, this is irssi'
    weechat_does 'grüße from WeeChat'
    check "$name: irssi sees what WeeChat says" irssi_sees 'bob> grüße from WeeChat'
    irssi_does '/msg bob between us'
    check "$name: WeeChat sees a private message" weechat_sees 'alice.*between us'
    weechat_does '/me waves'
    check "$name: irssi sees an action" irssi_sees 'bob waves'

    weechat_does '/topic the plan for today'
    check "$name: irssi sees a new topic" irssi_sees 'bob changed the topic of #team to: the plan for today'
    irssi_does '/nick alicia'
    check "$name: WeeChat sees a new nick" weechat_sees 'alice is now known as alicia'
    weechat_does '/whois alicia'
    check "$name: WeeChat sees the new nick in WHOIS" weechat_sees '\[alicia\].*End of /?WHOIS'
    weechat_does '/kick alicia enough'
    check "$name: irssi sees a kick" irssi_sees 'alicia was kicked from #team by bob \[enough\]'
    irssi_does "/join $irc_channel"
    check "$name: WeeChat sees the kicked come back" weechat_sees 'alicia \(.*has joined #team'
    irssi_does '/quit see you'
    check "$name: WeeChat sees irssi quit" weechat_sees 'alicia \(.*has quit.*see you'
    check "$name: irssi ends" ends_client "$irssi_pid"
    weechat_does '/quit'
    check "$name: WeeChat ends" ends_client "$weechat_pid"
    rm -f "$irc_folder"/*.keys

    ends_on_sigterm "$name"
}

irssi_screen_shows() { sees "$irc_folder" irssi.screen "$1"; }

# What needs no client but a few lines written by hand.
check_chat_server() {
    local name=$1
    shift
    if start_server "$name" "$@" --port 0; then
        check "$name: carries a line from one client to another" carries_a_line
        check "$name: a second one on the same port exits with 1 and one line" refuses_a_port_in_use "$@"
        ends_on_sigterm "$name"
    fi
    if start_server "$name, busy" "$@" --port 0; then
        check_last_words "$name, with a client connected"
    fi
    check_motd "$name" "$@"
    ends_on_sigterm_when_full "$name, out of descriptors" "$@" --port 0 --max-per-address 0
}

carries_a_line() {
    local ann ben
    registers ann
    ann=$wire
    says "JOIN $irc_channel"
    hears "^:[^ ]+ 366 ann $irc_channel "
    registers ben
    ben=$wire
    says "JOIN $irc_channel"
    hears "^:[^ ]+ 366 ben $irc_channel "
    says "PRIVMSG $irc_channel :good morning"
    wire=$ann
    hears "^:ben![^ ]+ JOIN :?$irc_channel\$"
    hears "^:ben![^ ]+ PRIVMSG $irc_channel :good morning\$"
    wire=$ben
    says 'QUIT :done'
    hears '^ERROR :'
}

# The client listens in a process of its own, and leaves when it was told to.
check_last_words() {
    local name=$1 log=$logs/last-words.log client
    (registers guest && hears '^ERROR ') >"$log" 2>&1 &
    client=$!
    wait_until 20 grep -Eq '^< :[^ ]+ (376|422) ' "$log" || true
    ends_on_sigterm "$name"
    wait "$client" || true
    check "$name: tells it why it ends" said "$log" '^< ERROR :Closing Link: .*[Ss]erver shutting down'
}

said() {
    cat "$1"
    grep -Eq "$2" "$1"
}

check_motd() {
    local name=$1
    shift
    echo 'the first message of the day' >"$logs/motd"
    start_server "$name, with a MOTD" "$@" --port 0 --motd "$logs/motd" || return 0
    check "$name: tells the MOTD, and on SIGHUP reads it again" reads_the_motd_again
    ends_on_sigterm "$name, with a MOTD"
    rm "$logs/motd"
    check "$name: a MOTD that is not there exits with 1 and one line" refuses_a_missing_motd "$@" --port 0 --motd "$logs/motd"
}

refuses_a_missing_motd() {
    exits_with 1 "$@"
    says_one_line
}

# A signal takes its time, so the client asks until the answer is the new one.
reads_the_motd_again() {
    registers reader
    tells_motd 'the first message of the day'
    echo 'the second message of the day' >"$logs/motd"
    kill -HUP "$server_pid"
    wait_until 20 tells_motd 'the second message of the day'
}

tells_motd() {
    local answer
    says MOTD
    answer=$(hears '^:[^ ]+ (376|422) ') || return 1
    echo "$answer"
    grep -q " 372 reader :- *$1" <<<"$answer"
}

# The port that every client tries first; somebody else's server may have it.
check_chat_on_its_own_port() {
    local name=$1
    shift
    if (exec 3<>/dev/tcp/127.0.0.1/6667) 2>"$logs/port-6667.log"; then
        echo "$name: port 6667 is in use, so it is not tried"
        return
    fi
    start_server "$name" "$@" || return 0
    check "$name: listens on port 6667" [ "$server_port" -eq 6667 ]
    check "$name: carries a line from one client to another" carries_a_line
    ends_on_sigterm "$name"
}

check_chat_arguments() {
    local name=$1 arguments
    shift
    for arguments in '--port banana' '--port 65536' '--port' '--oper nameless' '--sendq -1' '--no-such-option' 'stray'; do
        # Split into words on purpose.
        check "$name: $arguments exits with 2 and one line" refuses_arguments "$@" $arguments
    done
}

# The page about it names every option and every command that the server itself names.
check_chat_page() {
    local name=$1
    shift
    check "$name: docs/chat.md lists every option" page_lists <("$@" --help | grep -oE '^ +--[a-z-]+' | tr -d ' ')
    check "$name: docs/chat.md lists every command" page_lists \
        <(sed -nE 's/^ +new\("([A-Z]+)".*/\1/p' samples/ChatServer/Commands/CommandTable.cs)
}

page_lists() {
    local word count=0
    while read -r word; do
        count=$((count + 1))
        grep -qF "\`$word\`" docs/chat.md || { echo "not in docs/chat.md: $word"; return 1; }
    done <"$1"
    echo "$count words"
    [ "$count" -gt 10 ]
}
