# What an echo server has to do for real clients, for .ci/run.

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

check_echo_server() {
    local name=$1
    shift
    start_server "$name" "$@" --port 0 || return 0

    check "$name: echoes 20 MB to a client that half-closes" echoes_a_stream
    check "$name: answers a client that ends at once" answers_a_client_that_ends_at_once
    check "$name: echoes byte by byte" echoes_byte_by_byte
    check "$name: serves 200 clients at once" serves_200_clients_at_once
    check "$name: a second one on the same port exits with 1 and one line" refuses_a_port_in_use "$@"
    ends_on_sigterm "$name"

    # A server that waits for its last client to leave never ends.
    if start_server "$name, busy" "$@" --port 0 && exec 4<>"/dev/tcp/127.0.0.1/$server_port"; then
        ends_on_sigterm "$name, with a client connected"
        exec 4>&-
    fi

    ends_on_sigterm_when_full "$name, out of descriptors" "$@" --port 0
}

check_echo_arguments() {
    local name=$1
    shift
    check "$name: a port that is no number exits with 2 and one line" refuses_arguments "$@" --port banana
    check "$name: an unknown option exits with 2 and one line" refuses_arguments "$@" --no-such-option
}
