# That the race and the micro-benchmarks run, for .ci/run. Figures from here say nothing: they are too short, and the machine is anybody's.

# The compiler of raw C, which everything is divided by.
need_compiler() {
    local packages=()
    command -v gcc >/dev/null || packages+=(gcc)
    compgen -G '/usr/include/stdio.h' >/dev/null || packages+=(libc6-dev)
    install_packages "${packages[@]}"
}

# Where there is one core only it says that two are needed, and fails.
races() {
    timeout 600 dotnet run -c Release --project bench/Race -- --scenario "$@" --server reactor \
        --rounds 1 --seconds 0.2 --warmup 0.2 --patience 0 --no-docs | tee "$logs/race.table"
}

# has_row SCENARIO SERVER: in the table that begins with "SCENARIO: ".
has_row() {
    awk -v scenario="$1:" -v server="$2" '/^[a-z0-9-]+: / { here = $1 == scenario } here && $1 == server { found = 1 } END { exit !found }' \
        "$logs/race.table"
}

both_have_rows() {
    local scenario server status=0
    for scenario in "$@"; do
        for server in raw-c reactor; do
            has_row "$scenario" "$server" || { echo "$server is missing in $scenario"; status=1; }
        done
    done
    return "$status"
}

# Each once. A benchmark that fails leaves "NA" in the table, and the exit code may still be 0.
benchmarks_run() {
    timeout 300 dotnet run -c Release --project bench/Micro -- --filter '*' --job dry >"$logs/micro.table"
    tail -n 60 "$logs/micro.table"
    grep -Eq 'executed benchmarks: [1-9]' "$logs/micro.table" && ! grep -E '\| +NA \|' "$logs/micro.table"
}

check_race() {
    local scenarios=(echo-50 streams churn line broadcast-1000 paced)
    check "race: what raw C is built with is there" need_compiler
    check "race: ${#scenarios[@]} scenarios are run to their end" races "${scenarios[@]}"
    check "race: raw C and Reactor have a row in each" both_have_rows "${scenarios[@]}"
    check "micro-benchmarks: each runs once" benchmarks_run
}
