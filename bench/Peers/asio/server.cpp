// On Asio with completion handlers, one thread, and the hint that says so.

#include "session.hpp"
#include "../peer.h"

using asio::ip::tcp;

class server {
public:
    server(asio::io_context &context, const peer_options &options)
        : mode_(options.mode), acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), options.port))
    {
        // Accepted sockets inherit NoDelay on Linux: set once instead of once per connection.
        acceptor_.set_option(tcp::no_delay(true));
        announce(acceptor_.local_endpoint().port());
        accept();
    }

private:
    void accept()
    {
        acceptor_.async_accept([this](std::error_code error, tcp::socket socket) {
            if (error)
                throw std::system_error(error, "accept");
            make_session(std::move(socket))->start();
            accept();
        });
    }

    std::shared_ptr<session> make_session(tcp::socket socket)
    {
        switch (mode_) {
        case LINE_MODE: return std::make_shared<line_session>(std::move(socket));
        case BROADCAST_MODE: return std::make_shared<member>(std::move(socket), everybody_);
        default: return std::make_shared<echo_session>(std::move(socket));
        }
    }

    mode mode_;
    member::room everybody_;
    tcp::acceptor acceptor_;
};

int main(int argc, char **argv)
{
    asio::io_context context(1);
    server server(context, read_options(argc, argv));
    context.run();
}
