# What an echo server has to do for real clients, for .ci/run. Ports are the kernel's choice and read from the server's output.

server_pid=
server_port=
server_log=

# start_echo_server NAME COMMAND...: sets server_pid, server_port and server_log.
start_echo_server() {
    server_log=$logs/$(tr -cs '[:alnum:]\n' '-' <<<"$1").server.log
    shift
    : >"$server_log"
    "$@" --port 0 >"$server_log" 2>&1 &
    server_pid=$!
    servers+=("$server_pid")
    server_port=
    wait_until 30 find_port
}

# "Listening on 127.0.0.1:40123"; also gives up early when the server is gone.
find_port() {
    server_port=$(sed -nE 's/.*istening.*:([0-9]+)[^0-9]*$/\1/p' "$server_log" | head -n 1)
    [ -n "$server_port" ] || is_gone "$server_pid"
}

is_gone() { ! kill -0 "$1" 2>/dev/null; }

# half_close FILE: sends all of it, ends its side, and prints what comes back until the server ends its own.
half_close() {
    timeout 120 socat -t 100 - "TCP4:127.0.0.1:$server_port" <"$1"
}

echoes_a_stream() {
    head -c 20000000 /dev/urandom >"$logs/sent"
    half_close "$logs/sent" >"$logs/received"
    ls -l "$logs/sent" "$logs/received"
    [ "$(sha256sum <"$logs/sent")" = "$(sha256sum <"$logs/received")" ]
}

# Request and end of input in one go: the answer must still come.
answers_a_client_that_ends_at_once() {
    [ "$(printf 'last words' | timeout 20 nc -N 127.0.0.1 "$server_port")" = 'last words' ]
}

# Each byte is waited for before the next is sent. Zero is left out: a shell variable cannot hold it.
echoes_byte_by_byte() {
    local LC_ALL=C code sent received
    exec 3<>"/dev/tcp/127.0.0.1/$server_port"
    for code in {1..255}; do
        printf -v sent "\\x$(printf '%02x' "$code")"
        printf '%s' "$sent" >&3
        IFS= read -r -N 1 -t 10 -u 3 received
        if [ "$sent" != "$received" ]; then
            echo "byte $code did not come back"
            return 1
        fi
    done
    exec 3>&-
}

serves_200_clients_at_once() {
    local client pids=() status=0
    for client in {1..200}; do
        {
            head -c 5000 /dev/urandom >"$logs/client-$client.sent"
            half_close "$logs/client-$client.sent" | cmp - "$logs/client-$client.sent"
        } &
        pids+=($!)
    done
    for client in "${pids[@]}"; do
        wait "$client" || status=1
    done
    rm -f "$logs"/client-*.sent
    return "$status"
}

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
    if ! start_echo_server "$name" bash -c 'ulimit -n "$0"; exec "$@"' "$limit" "$@" || [ -z "$server_port" ]; then
        fail "$name: says where it is listening" "$server_log"
        return
    fi
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
    [ "$(grep -c . "$logs/exit.log")" -eq 1 ]
}

exits_with() {
    local expected=$1 status=0
    shift
    timeout 30 "$@" >"$logs/exit.log" 2>&1 || status=$?
    cat "$logs/exit.log"
    echo "exit code $status, expected $expected"
    [ "$status" -eq "$expected" ]
}

check_echo_server() {
    local name=$1
    shift
    if ! start_echo_server "$name" "$@" || [ -z "$server_port" ]; then
        fail "$name: says where it is listening" "$server_log"
        kill -KILL "$server_pid" 2>/dev/null || true
        return
    fi

    check "$name: echoes 20 MB to a client that half-closes" echoes_a_stream
    check "$name: answers a client that ends at once" answers_a_client_that_ends_at_once
    check "$name: echoes byte by byte" echoes_byte_by_byte
    check "$name: serves 200 clients at once" serves_200_clients_at_once
    check "$name: a second one on the same port exits with 1 and one line" refuses_a_port_in_use "$@"
    ends_on_sigterm "$name"

    # A server that waits for its last client to leave never ends.
    if start_echo_server "$name, busy" "$@" && [ -n "$server_port" ] && exec 4<>"/dev/tcp/127.0.0.1/$server_port"; then
        ends_on_sigterm "$name, with a client connected"
        exec 4>&-
    else
        fail "$name: starts a second time" "$server_log"
    fi

    ends_on_sigterm_when_full "$name, out of descriptors" "$@"
}

check_echo_arguments() {
    local name=$1
    shift
    check "$name: a port that is no number exits with 2" exits_with 2 "$@" --port banana
    check "$name: an unknown option exits with 2" exits_with 2 "$@" --no-such-option
}
