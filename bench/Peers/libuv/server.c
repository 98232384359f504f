// On libuv. Input goes to one buffer for all connections, which the guide suggests where nothing is kept of it; output is
// tried at once (uv_try_write), and what the kernel does not take is queued with a request of its own.

#include "../lines.h"
#include "../peer.h"
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

enum { INPUT_SIZE = 64 * 1024, BACKLOG = 4096 };

// Bytes that outlive the callback, shared by all that are still to be sent them.
struct payload {
    size_t references, length;
    char bytes[];
};

struct write {
    uv_write_t request;
    struct payload *payload;
};

struct connection {
    uv_tcp_t tcp;
    struct unfinished line;
    struct connection *next, *previous;
};

static _Alignas(PAGE_BYTES) char input_room[LINE_ROOM + INPUT_SIZE];
static char *const input = input_room + LINE_ROOM;
static char *answers;
static struct peer_options options;
static struct connection *everybody;

static void start_reading(struct connection *connection);

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    check(memory == NULL ? -1 : 0, "calloc");
    return memory;
}

static struct payload *make_payload(const char *bytes, size_t length)
{
    struct payload *payload = malloc(sizeof *payload + length);
    check(payload == NULL ? -1 : 0, "malloc");
    payload->references = 1;
    payload->length = length;
    memcpy(payload->bytes, bytes, length);
    return payload;
}

static void release(struct payload *payload)
{
    if (--payload->references == 0)
        free(payload);
}

static void on_closed(uv_handle_t *handle)
{
    struct connection *connection = (struct connection *)handle;
    free(connection->line.bytes);
    free(connection);
}

static void close_connection(struct connection *connection)
{
    if (uv_is_closing((uv_handle_t *)connection))
        return;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        everybody = connection->next;
    uv_close((uv_handle_t *)connection, on_closed);
}

static void on_written(uv_write_t *request, int status)
{
    struct write *write = (struct write *)request;
    struct connection *connection = (struct connection *)request->handle;
    release(write->payload);
    free(write);
    if (status < 0)
        close_connection(connection);
    else if (options.mode != BROADCAST_MODE)
        start_reading(connection);
}

static void queue_write(struct connection *connection, struct payload *payload, size_t offset)
{
    struct write *write = allocate(sizeof *write);
    write->payload = payload;
    payload->references++;
    uv_buf_t rest = uv_buf_init(payload->bytes + offset, payload->length - offset);
    if (uv_write(&write->request, (uv_stream_t *)connection, &rest, 1, on_written) < 0) {
        release(payload);
        free(write);
        close_connection(connection);
    }
}

// How much the kernel took at once; -1 if the connection is lost. With output queued, libuv says that it takes nothing.
static ptrdiff_t try_write(struct connection *connection, char *bytes, size_t length)
{
    uv_buf_t all = uv_buf_init(bytes, length);
    int written = uv_try_write((uv_stream_t *)connection, &all, 1);
    if (written >= 0)
        return written;
    if (written == UV_EAGAIN)
        return 0;
    close_connection(connection);
    return -1;
}

// A client that does not take its answers gets to ask no more until it has.
static void answer(struct connection *connection, char *bytes, size_t length)
{
    ptrdiff_t written = try_write(connection, bytes, length);
    if (written < 0 || (size_t)written == length)
        return;
    uv_read_stop((uv_stream_t *)connection);
    struct payload *payload = make_payload(bytes + written, length - written);
    queue_write(connection, payload, 0);
    release(payload);
}

static void broadcast(struct connection *speaker, char *bytes, size_t length)
{
    struct payload *payload = make_payload(bytes, length);
    for (struct connection *other = everybody, *next; other != NULL; other = next) {
        next = other->next;     // because whoever is lost is closed here
        if (other == speaker)
            continue;
        ptrdiff_t written = try_write(other, payload->bytes, length);
        if (written >= 0 && (size_t)written < length)
            queue_write(other, payload, written);
    }
    release(payload);
}

static void lend_input(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)handle, (void)suggested;
    *buffer = uv_buf_init(input, INPUT_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t received, const uv_buf_t *buffer)
{
    struct connection *connection = (struct connection *)stream;
    (void)buffer;
    if (received == 0)
        return;     // libuv's EAGAIN
    if (received < 0) {
        close_connection(connection);
        return;
    }
    if (options.mode == ECHO_MODE) {
        answer(connection, input, received);
        return;
    }

    ptrdiff_t length = take_lines(&connection->line, input, received, answers);
    if (length < 0)
        close_connection(connection);
    else if (length > 0 && options.mode == LINE_MODE)
        answer(connection, answers, length);
    else if (length > 0)
        broadcast(connection, answers, length);
}

static void start_reading(struct connection *connection)
{
    if (!uv_is_closing((uv_handle_t *)connection))
        check(uv_read_start((uv_stream_t *)connection, lend_input, on_read), "uv_read_start");
}

static void on_connection(uv_stream_t *listener, int status)
{
    check(status, "connection");
    struct connection *connection = allocate(sizeof *connection);
    check(uv_tcp_init(listener->loop, &connection->tcp), "uv_tcp_init");
    check(uv_accept(listener, (uv_stream_t *)connection), "uv_accept");
    connection->next = everybody;
    if (everybody != NULL)
        everybody->previous = connection;
    everybody = connection;
    start_reading(connection);
}

int main(int argc, char **argv)
{
    options = read_options(argc, argv);
    answers = allocate(answers_room(INPUT_SIZE));

    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t listener;
    struct sockaddr_in address;
    check(uv_tcp_init(loop, &listener), "uv_tcp_init");
    check(uv_ip4_addr("127.0.0.1", options.port, &address), "uv_ip4_addr");
    check(uv_tcp_bind(&listener, (struct sockaddr *)&address, 0), "uv_tcp_bind");
    // Accepted sockets inherit no-delay on Linux: set once instead of once per connection.
    check(uv_tcp_nodelay(&listener, true), "uv_tcp_nodelay");
    check(uv_listen((uv_stream_t *)&listener, BACKLOG, on_connection), "uv_listen");
    int length = sizeof address;
    check(uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &length), "uv_tcp_getsockname");
    announce(ntohs(address.sin_port));
    return uv_run(loop, UV_RUN_DEFAULT);
}
