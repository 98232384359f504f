# IRC clients for .ci/run: irssi, WeeChat, and one by hand. Each is told what to do, and its log tells what it saw.

irc_folder=$logs/irc
irssi_pid=
weechat_pid=

# WeeChat reads commands from a pipe with a plugin that its package only recommends.
need_irc_clients() {
    need_tools irssi:irssi weechat-headless:weechat-headless script:bsdutils || true
    compgen -G '/usr/lib/*/weechat/plugins/fifo.so' >/dev/null || install_packages weechat-plugins
}

# start_irssi NICK: on a terminal of its own, with its settings as they come; only the log is switched on.
start_irssi() {
    mkdir -p "$irc_folder/irssi"
    echo '/SET autolog ON' >"$irc_folder/irssi/startup"
    rm -f "$irc_folder/irssi.keys"
    mkfifo "$irc_folder/irssi.keys"
    exec {irssi_keys}<>"$irc_folder/irssi.keys"
    HOME=$irc_folder/irssi TERM=xterm LC_ALL=C.UTF-8 script -qfc \
        "stty rows 40 cols 120; exec irssi --home='$irc_folder/irssi' -c 127.0.0.1 -p $server_port -n $1" /dev/null \
        <"$irc_folder/irssi.keys" >"$irc_folder/irssi.screen" 2>&1 &
    irssi_pid=$!
    servers+=("$irssi_pid")
}

# start_weechat NICK CHANNEL: without a screen, with its settings as they come; only the log is written at once.
start_weechat() {
    LC_ALL=C.UTF-8 weechat-headless -d "$irc_folder/weechat" \
        -r '/set logger.file.flush_delay 0' -r "/set fifo.file.path $irc_folder/weechat.keys" \
        "irc://$1@127.0.0.1:$server_port/$2" >"$irc_folder/weechat.screen" 2>&1 &
    weechat_pid=$!
    servers+=("$weechat_pid")
}

# irssi_does TEXT, weechat_does TEXT: a line as somebody would type it; in WeeChat it belongs to the channel.
irssi_does() { printf '%s\r' "$1" >&"$irssi_keys"; }
weechat_does() { printf 'irc.127.0.0.1.%s *%s\n' "$irc_channel" "$1" 1<>"$irc_folder/weechat.keys"; }

# irssi_sees PATTERN, weechat_sees PATTERN: sooner or later a line of its logs matches.
irssi_sees() { sees "$irc_folder/irssi" '*.log' "$1"; }
weechat_sees() { sees "$irc_folder/weechat/logs" '*.weechatlog' "$1"; }

sees() {
    wait_until 20 grep -qsrE --include="$2" -- "$3" "$1" && return 0
    echo "never seen: $3"
    grep -sr --include="$2" . "$1" | tr -d '\033' | tail -n 30
    return 1
}

# ends_client PID: one that did not leave by itself is ended.
ends_client() {
    wait_until 10 is_gone "$1" && return 0
    kill -KILL "$1"
    return 1
}

# registers NICK: opens a connection by hand, on descriptor $wire, and waits for the end of the welcome.
registers() {
    exec {wire}<>"/dev/tcp/127.0.0.1/$server_port"
    says "NICK $1"
    says "USER $1 0 * :By hand"
    hears '^:[^ ]+ (376|422) '
}

says() {
    echo "> $1"
    printf '%s\r\n' "$1" >&"$wire"
}

# hears PATTERN: reads lines until one matches.
hears() {
    local line end=$((SECONDS + 60))
    while [ "$SECONDS" -lt "$end" ] && IFS= read -r -t 10 -u "$wire" line; do
        line=${line%$'\r'}
        echo "< $line"
        [[ $line =~ $1 ]] && return 0
    done
    echo "never heard: $1"
    return 1
}
