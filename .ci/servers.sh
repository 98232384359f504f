# Starting and ending a server, for the checks of the samples. Ports are the kernel's choice and read from the server's output.

server_pid=
server_port=
server_log=

# start_server NAME COMMAND...: sets server_pid, server_port and server_log, and says so if the server does not come up.
start_server() {
    local name=$1
    server_log=$logs/$(tr -cs '[:alnum:]\n' '-' <<<"$name").server.log
    shift
    : >"$server_log"
    "$@" >"$server_log" 2>&1 &
    server_pid=$!
    servers+=("$server_pid")
    server_port=
    wait_until 30 find_port && [ -n "$server_port" ] && return 0
    fail "$name: says where it is listening" "$server_log"
    kill -KILL "$server_pid" 2>/dev/null || true
    return 1
}

# "Listening on 127.0.0.1:40123"; also gives up early when the server is gone.
find_port() {
    server_port=$(sed -nE 's/.*istening.*:([0-9]+)[^0-9]*$/\1/p' "$server_log" | head -n 1)
    [ -n "$server_port" ] || is_gone "$server_pid"
}

is_gone() { ! kill -0 "$1" 2>/dev/null; }

# ends_on_sigterm: must be called by the shell that started the server, because only a parent can wait.
ends_on_sigterm() {
    local name=$1 status=0
    kill -TERM "$server_pid" 2>/dev/null || true
    if ! wait_until 30 is_gone "$server_pid"; then
        kill -KILL "$server_pid" 2>/dev/null || true
        fail "$name: ends on SIGTERM within 30 seconds" "$server_log"
        return
    fi
    wait "$server_pid" || status=$?
    if [ "$status" -eq 0 ]; then
        pass "$name: ends on SIGTERM with exit code 0"
    else
        fail "$name: ends on SIGTERM with exit code 0, not $status" "$server_log"
    fi
}

# A runtime without a descriptor left cannot start the thread that a signal needs, and aborts. A server that leaves none to it
# ends with 134 here.
ends_on_sigterm_when_full() {
    local name=$1 limit=256 client clients=()
    shift
    start_server "$name" bash -c 'ulimit -n "$0"; exec "$@"' "$limit" "$@" || return 0
    for ((client = 0; client < limit + 20; client++)); do
        exec {client_descriptor}<>"/dev/tcp/127.0.0.1/$server_port" && clients+=("$client_descriptor")
    done
    if wait_until 30 grep -q EMFILE "$server_log"; then
        ends_on_sigterm "$name"
    else
        fail "$name: says that it is full" "$server_log"
        kill -KILL "$server_pid" 2>/dev/null || true
    fi
    for client_descriptor in "${clients[@]}"; do
        exec {client_descriptor}>&-
    done
}

# Two servers cannot have one port: the second says so in one line and ends with 1.
refuses_a_port_in_use() {
    exits_with 1 "$@" --port "$server_port"
    says_one_line
}

# What is wrong is said in one line, and not in a stack trace.
refuses_arguments() {
    exits_with 2 "$@"
    says_one_line
}

exits_with() {
    local expected=$1 status=0
    shift
    timeout 30 "$@" >"$logs/exit.log" 2>&1 || status=$?
    cat "$logs/exit.log"
    echo "exit code $status, expected $expected"
    [ "$status" -eq "$expected" ]
}

says_one_line() {
    [ "$(grep -c . "$logs/exit.log")" -eq 1 ]
}
