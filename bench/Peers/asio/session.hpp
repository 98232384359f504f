// What a session of every mode is: it reads, and reads again when what came has been handled.

#pragma once

#include <asio.hpp>
#include <array>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

constexpr std::size_t max_line = 64 * 1024;

using shared_text = std::shared_ptr<const std::string>;

// Whoever waits for an operation holds the session; when none is under way, it is gone and its socket closed.
class session : public std::enable_shared_from_this<session> {
public:
    explicit session(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}
    virtual ~session() = default;

    virtual void start() { read(); }

protected:
    // What came is in buffer_; whoever overrides this reads on when it is time.
    virtual void on_read(std::size_t length) = 0;
    virtual void on_end() {}

    void read()
    {
        socket_.async_read_some(asio::buffer(buffer_), [this, self = shared_from_this()](std::error_code error, std::size_t length) {
            if (error)
                on_end();
            else
                on_read(length);
        });
    }

    void answer_then_read(asio::const_buffer answer)
    {
        asio::async_write(socket_, answer, [this, self = shared_from_this()](std::error_code error, std::size_t) {
            if (!error)
                read();
        });
    }

    asio::ip::tcp::socket socket_;
    std::array<char, 64 * 1024> buffer_;
};

class echo_session : public session {
    using session::session;

    void on_read(std::size_t length) override { answer_then_read(asio::buffer(buffer_.data(), length)); }
};

// Puts lines together, each ended with CR LF.
class line_input {
public:
    // Appends the complete lines to `lines` and keeps the rest. False if a line is too long.
    bool take(const char *input, std::size_t length, std::string &lines)
    {
        const char *end = input + length;
        while (const void *found = std::memchr(input, '\n', end - input)) {
            kept_.append(input, static_cast<const char *>(found));
            if (!kept_.empty() && kept_.back() == '\r')
                kept_.pop_back();
            if (kept_.size() > max_line)
                return false;
            lines.append(kept_).append("\r\n");
            kept_.clear();
            input = static_cast<const char *>(found) + 1;
        }
        kept_.append(input, end);
        return kept_.size() <= max_line + 1;    // one more may be the CR of the line's end
    }

private:
    std::string kept_;
};

class line_session : public session {
    using session::session;

    void on_read(std::size_t length) override
    {
        answers_.clear();
        if (!input_.take(buffer_.data(), length, answers_))
            return;
        if (answers_.empty())
            read();
        else
            answer_then_read(asio::buffer(answers_));
    }

    line_input input_;
    std::string answers_;
};

// One who hears what the others say: the text is shared, and what has gathered meanwhile leaves in one write.
class member : public session {
public:
    using room = std::set<member *>;

    member(asio::ip::tcp::socket socket, room &everybody) : session(std::move(socket)), everybody_(everybody) {}

    void start() override
    {
        everybody_.insert(this);
        read();
    }

private:
    void on_end() override
    {
        everybody_.erase(this);
        socket_.close();
    }

    void on_read(std::size_t length) override
    {
        std::string lines;
        if (!input_.take(buffer_.data(), length, lines)) {
            on_end();
            return;
        }
        if (!lines.empty()) {
            auto text = std::make_shared<const std::string>(std::move(lines));
            for (member *other : everybody_)
                if (other != this)
                    other->hear(text);
        }
        read();
    }

    void hear(const shared_text &text)
    {
        queued_.push_back(text);
        if (leaving_.empty())
            write();
    }

    void write()
    {
        leaving_.swap(queued_);
        std::vector<asio::const_buffer> buffers;
        for (const shared_text &text : leaving_)
            buffers.push_back(asio::buffer(*text));
        asio::async_write(socket_, buffers, [this, self = shared_from_this()](std::error_code error, std::size_t) {
            leaving_.clear();
            if (!error && !queued_.empty())
                write();
        });
    }

    room &everybody_;
    line_input input_;
    std::vector<shared_text> queued_, leaving_;
};
