# Counting, waiting and tools, for .ci/run. Every wait has an end.

passed=0
failed=0
completed=no
logs=$PWD/artifacts/ci
servers=()

rm -rf "$logs"
mkdir -p "$logs"

# A build server that outlives us would keep our output open, and whoever reads it would wait for ever.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
# The counts are read from English text.
export DOTNET_CLI_UI_LANGUAGE=en MSBUILDTERMINALLOGGER=off DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export HOME="${HOME:-$logs/home}"

say() { echo "== $*"; }

pass() {
    passed=$((passed + 1))
    echo "passed: $1"
}

# fail NAME [LOG]: the end of the log says why.
fail() {
    failed=$((failed + 1))
    echo "FAILED: $1"
    if [ -n "${2:-}" ] && [ -s "$2" ]; then
        tail -n 40 "$2" | sed 's/^/    /'
    fi
}

# check NAME COMMAND...: runs the command as one check and goes on, whatever comes of it.
check() {
    local name=$1 log
    shift
    log=$logs/$(tr -cs '[:alnum:]\n' '-' <<<"$name").log
    # In a subshell of its own, because "if" would switch "set -e" off inside the command.
    set +e
    (set -e; "$@") >"$log" 2>&1
    local status=$?
    set -e
    if [ "$status" -eq 0 ]; then pass "$name"; else fail "$name" "$log"; fi
}

# wait_until SECONDS COMMAND...: true as soon as the command is, false when the time is over.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}

# need_tools COMMAND:PACKAGE...: installs what is missing.
need_tools() {
    local pair packages=()
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null || packages+=("${pair##*:}")
    done
    install_packages "${packages[@]}"
}

# The native compiler links with clang or gcc, and against zlib.
need_linker() {
    local packages=()
    command -v clang >/dev/null || command -v gcc >/dev/null || packages+=(clang)
    compgen -G '/usr/include/zlib.h' >/dev/null || packages+=(zlib1g-dev)
    install_packages "${packages[@]}"
}

install_packages() {
    [ "$#" -gt 0 ] || return 0
    local root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo -n)
    echo "installing $*"
    if [ ! -e "$logs/apt-updated" ]; then
        "${root[@]}" timeout 300 apt-get update -q >"$logs/apt.log" 2>&1 || true
        touch "$logs/apt-updated"
    fi
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive timeout 600 \
        apt-get install -y -q --no-install-recommends "$@" >>"$logs/apt.log" 2>&1 && return 0
    echo "could not install $*; see ${logs#"$PWD"/}/apt.log"
    return 1
}

finish() {
    local pid
    for pid in "${servers[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
    [ "$completed" = yes ] || fail ".ci/run reaches its end"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] || exit 1
    exit 0
}
trap finish EXIT
