// On libevent's buffered events, which its book recommends over bare ones. An evbuffer moves and shares memory: echo moves
// the input to the output without a copy, and broadcast refers to one buffer from all outputs.

#include "../peer.h"
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>

enum { MAX_LINE = 64 * 1024, HIGH_OUTPUT = 64 * 1024, BACKLOG = 4096 };

struct connection {
    struct bufferevent *stream;
    bool ended;                 // the client has ended its side; it is closed when it has its answers
    struct connection *next, *previous;
};

static struct peer_options options;
static struct connection *everybody;

static struct evbuffer *output_of(struct connection *connection)
{
    return bufferevent_get_output(connection->stream);
}

static void close_connection(struct connection *connection)
{
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        everybody = connection->next;
    bufferevent_free(connection->stream);
    free(connection);
}

// Moves the complete lines from one buffer to another, each ended with CR LF. False if a line is too long.
static bool take_lines(struct evbuffer *input, struct evbuffer *lines)
{
    size_t length;
    char *line;
    while ((line = evbuffer_readln(input, &length, EVBUFFER_EOL_CRLF)) != NULL) {
        if (length <= MAX_LINE) {
            evbuffer_add(lines, line, length);
            evbuffer_add(lines, "\r\n", 2);
        }
        free(line);
        if (length > MAX_LINE)
            return false;
    }
    return evbuffer_get_length(input) <= MAX_LINE + 1;  // one more may be the CR of the line's end
}

static bool broadcast(struct connection *speaker, struct evbuffer *input)
{
    struct evbuffer *lines = evbuffer_new();
    bool kept_to_limit = take_lines(input, lines);
    for (struct connection *other = everybody; other != NULL; other = other->next) {
        if (other != speaker && evbuffer_get_length(lines) > 0)
            evbuffer_add_buffer_reference(output_of(other), lines);
    }
    evbuffer_free(lines);
    return kept_to_limit;
}

static void on_readable(struct bufferevent *stream, void *context)
{
    struct connection *connection = context;
    struct evbuffer *input = bufferevent_get_input(stream);
    bool kept_to_limit = true;
    switch (options.mode) {
    case ECHO_MODE: evbuffer_add_buffer(output_of(connection), input); break;
    case LINE_MODE: kept_to_limit = take_lines(input, output_of(connection)); break;
    case BROADCAST_MODE: kept_to_limit = broadcast(connection, input); break;
    }
    if (!kept_to_limit)
        close_connection(connection);
    else if (options.mode != BROADCAST_MODE && evbuffer_get_length(output_of(connection)) > HIGH_OUTPUT)
        bufferevent_disable(stream, EV_READ);   // a client that does not take its answers gets to ask no more
}

// Everything is out.
static void on_written(struct bufferevent *stream, void *context)
{
    struct connection *connection = context;
    if (connection->ended)
        close_connection(connection);
    else if ((bufferevent_get_enabled(stream) & EV_READ) == 0)
        bufferevent_enable(stream, EV_READ);
}

static void on_event(struct bufferevent *stream, short what, void *context)
{
    struct connection *connection = context;
    connection->ended = true;
    if ((what & BEV_EVENT_EOF) == 0 || evbuffer_get_length(output_of(connection)) == 0)
        close_connection(connection);
    else
        bufferevent_disable(stream, EV_READ);
}

static void on_accepted(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int length, void *context)
{
    (void)address, (void)length, (void)context;
    struct connection *connection = calloc(1, sizeof *connection);
    struct bufferevent *stream = bufferevent_socket_new(evconnlistener_get_base(listener), fd, BEV_OPT_CLOSE_ON_FREE);
    check(connection == NULL || stream == NULL ? -1 : 0, "bufferevent_socket_new");
    connection->stream = stream;
    connection->next = everybody;
    if (everybody != NULL)
        everybody->previous = connection;
    everybody = connection;
    bufferevent_setcb(stream, on_readable, on_written, on_event, connection);
    bufferevent_enable(stream, EV_READ | EV_WRITE);
}

int main(int argc, char **argv)
{
    options = read_options(argc, argv);
    struct event_base *base = event_base_new();
    check(base == NULL ? -1 : 0, "event_base_new");
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
    };
    socklen_t length = sizeof address;
    struct evconnlistener *listener = evconnlistener_new_bind(base, on_accepted, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE,
                                                              BACKLOG, (struct sockaddr *)&address, length);
    check(listener == NULL ? -1 : 0, "evconnlistener_new_bind");
    // Accepted sockets inherit NoDelay on Linux: set once instead of once per connection.
    int on = 1, fd = evconnlistener_get_fd(listener);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    check(getsockname(fd, (struct sockaddr *)&address, &length), "getsockname");
    announce(ntohs(address.sin_port));
    return event_base_dispatch(base);
}
