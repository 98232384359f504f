# What README.md tells before its first title, done word for word beside a fresh copy of the repository, for .ci/run.

newcomer=

told() { sed '/^## /,$d' README.md; }

# told_commands PATTERN: the commands that match, from blocks and from between back quotes.
told_commands() { told | grep -oE "$1[^\`]*"; }

told_port() { told_commands 'nc 127\.0\.0\.1 ' | sed -n "$1s/.* //p"; }

told_program() { told | sed -n '/^```csharp$/,/^```$/p' | sed '1d;$d'; }

copies_the_repository() {
    mkdir "$newcomer/Reactor"
    tar -c --exclude=./artifacts --exclude=./.git . | tar -x -C "$newcomer/Reactor"
}

makes_the_project() {
    local commands command
    commands=$(told_commands 'dotnet (new|add) ')
    cd "$newcomer/Reactor"
    while read -r command; do
        timeout 300 bash -c "$command"
    done <<<"$commands"
    told_program >../MyServer/Program.cs
}

# start_as_told COMMAND: in a group of its own, because "dotnet run" has children. Sets server_pid and server_log.
start_as_told() {
    server_log=$logs/$(tr -cs '[:alnum:]\n' '-' <<<"$1").log
    (cd "$newcomer/Reactor" && exec setsid bash -c "$1") >"$server_log" 2>&1 &
    server_pid=$!
    servers+=("-$server_pid")
}

answers_on() {
    [ "$(printf 'hello' | timeout 20 nc -N 127.0.0.1 "$1")" = 'hello' ]
}

# The sample still runs while the newcomer's own server starts, as it does for who follows the page.
check_newcomer() {
    local sample own sample_pid
    newcomer=$(mktemp -d)
    sample=$(told_commands 'dotnet run --project samples/' | head -n 1)
    own=$(told_commands 'dotnet run --project \.\./' | head -n 1)

    check "newcomer: the repository can be copied" copies_the_repository
    start_as_told "$sample"
    sample_pid=$server_pid
    check "newcomer: the README's first command starts a server that answers" wait_until 300 answers_on "$(told_port 1)"
    check "newcomer: the README's commands make a project" makes_the_project
    start_as_told "$own"
    check "newcomer: the README's program answers beside the sample" wait_until 300 answers_on "$(told_port 2)"
    if [ -s "$server_log" ]; then
        fail "newcomer: the README's program builds and runs without a word" "$server_log"
    else
        pass "newcomer: the README's program builds and runs without a word"
    fi

    kill -KILL -- "-$sample_pid" "-$server_pid" 2>/dev/null || true
    wait "$sample_pid" "$server_pid" 2>/dev/null || true
    rm -rf "$newcomer"
}
