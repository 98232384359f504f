// Echo: one recv and one send for a ready connection.

#include "server.h"

bool echo_input(struct connection *connection, size_t received)
{
    return send_or_keep(connection, input, received);
}
