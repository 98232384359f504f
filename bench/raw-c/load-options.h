// What the command line of the load generator says; load.c explains each option.

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

static struct {
    int port, connections, pipeline, idle;
    uint64_t size;
    double seconds, warmup;
    bool streams, churn, on_demand;
    int64_t spin_ns;
    pid_t server;
} options = { .connections = 50, .pipeline = 1, .size = 64, .seconds = 3, .warmup = 1 };

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void read_options(int argc, char **argv)
{
    static const struct option names[] = {
        { "port", required_argument, NULL, 'p' },     { "connections", required_argument, NULL, 'c' },
        { "size", required_argument, NULL, 'b' },     { "pipeline", required_argument, NULL, 'd' },
        { "seconds", required_argument, NULL, 's' },  { "warmup", required_argument, NULL, 'w' },
        { "idle", required_argument, NULL, 'i' },     { "streams", no_argument, NULL, 'S' },
        { "churn", no_argument, NULL, 'C' },          { "server-pid", required_argument, NULL, 'P' },
        { "spin-us", required_argument, NULL, 'u' },  { "on-demand", no_argument, NULL, 'D' }, { 0 }
    };
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (option) {
        case 'p': options.port = atoi(optarg); break;
        case 'c': options.connections = atoi(optarg); break;
        case 'b': options.size = strtoull(optarg, NULL, 10); break;
        case 'd': options.pipeline = atoi(optarg); break;
        case 's': options.seconds = atof(optarg); break;
        case 'w': options.warmup = atof(optarg); break;
        case 'i': options.idle = atoi(optarg); break;
        case 'S': options.streams = true; break;
        case 'C': options.churn = true; break;
        case 'D': options.on_demand = true; break;
        case 'P': options.server = atoi(optarg); break;
        case 'u': options.spin_ns = atoll(optarg) * 1000; break;
        default: exit(2);
        }
    }
    if (options.port <= 0 || options.connections <= 0 || options.size == 0 || options.pipeline <= 0) {
        fputs("load: --port is needed; --connections, --size and --pipeline are at least 1\n", stderr);
        exit(2);
    }
}
