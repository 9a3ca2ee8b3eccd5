// A response that is a stream: next() on a worker, its portion written, a rest until somebody wakes it.

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <fmt/format.h>

#include "wire/http/connection.h"

namespace tansiq::wire::http {

namespace {

using asio::ip::tcp;
using base::fail;
using base::Fault;
using std::chrono::milliseconds;
using ErrorCode = boost::system::error_code;

constexpr auto full_queue_pause = milliseconds(20);  // where every worker has enough to do
constexpr std::size_t most_heard_bytes = 16 * 1024;  // of TLS's own messages, at one time

}  // namespace

/// Any thread, until the stream is destroyed.
void Connection::wake_stream() {
  if (!turn_.ring()) return;
  if (ask_stream(false)) return;
  // The workers' queue is full: the connection comes back to it.
  asio::post(shared_.loop, [self = shared_from_this()] { self->take_portion(Portion{{}, true}); });
}

/// By whoever has the turn, on any thread.
bool Connection::ask_stream(bool rested) {
  return shared_.workers->submit([self = shared_from_this(), rested] {
    self->turn_.begin();
    Result<Portion> portion;
    try {
      portion = self->response_.stream->next(rested);
    } catch (const std::exception&) {
      portion = fail(Fault::internal, "the stream cannot go on");
    }
    asio::post(self->shared_.loop,
               [self, said = std::move(portion)]() mutable { self->take_portion(std::move(said)); });
  });
}

void Connection::take_portion(Result<Portion> portion) {
  portion_ = std::move(portion);
  said_ = true;
  worked_.cancel();
}

/// Whether what comes from the client ends the stream: its end, or words where it has nothing to say.
bool Connection::client_left() {
  std::size_t got = 0;
  return link_.receive(shared_.scratch.data(), most_heard_bytes, got) != TlsLink::Io::want_read;
}

void Connection::watch_client() {
  if (watching_ || left_) return;
  watching_ = true;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const ErrorCode& error) {
    self->watching_ = false;
    if (error || self->phase_ != Phase::stream) return;  // the next rest looks again
    self->left_ = self->client_left();
    if (self->left_) {
      self->worked_.cancel();
    } else {
      self->watch_client();
    }
  });
}

asio::awaitable<void> Connection::await_portion() {
  ErrorCode ignored;
  while (!said_) {
    worked_.expires_at(Instant::max());
    co_await worked_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

/// Until somebody woke the stream, it has rested long enough, or the connection is over.
asio::awaitable<void> Connection::rest() {
  left_ = left_ || client_left();
  watch_client();
  worked_.expires_after(milliseconds(response_.stream->rest_ms()));
  ErrorCode cancelled;
  while (!said_ && !is_over()) {
    co_await worked_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    if (!cancelled) co_return;
  }
}

/// What next() gave, in one chunk and as few system calls as it takes.
asio::awaitable<bool> Connection::write_portion(bool chunked) {
  std::string& bytes = portion_->bytes;
  if (bytes.empty()) co_return true;
  enter(Phase::write, shared_.limits.write_idle_ms);
  charge(bytes.size());
  if (chunked) {
    bytes.insert(0, fmt::format("{:x}\r\n", bytes.size()));
    bytes += "\r\n";
  }
  const bool written = co_await write_out(bytes);
  bytes.clear();
  charge(0);
  co_return written;
}

asio::awaitable<void> Connection::pour_portions(bool chunked) {
  bool mine = true;  // the turn
  bool rested = false;
  for (;;) {
    phase_ = Phase::stream;
    while (mine && !ask_stream(rested)) {
      if (is_over()) co_return;
      ErrorCode ignored;
      worked_.expires_after(full_queue_pause);
      co_await worked_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    co_await await_portion();
    said_ = false;
    mine = true;
    rested = false;
    if (is_over() || !portion_) co_return;
    const bool written = co_await write_portion(chunked);
    if (!written || is_over()) co_return;
    phase_ = Phase::stream;
    if (portion_->more || !turn_.rest()) continue;
    co_await rest();
    mine = rested = !said_ && turn_.take();
    if (mine && is_over()) co_return;
  }
}

asio::awaitable<void> Connection::pour(bool chunked) {
  ++shared_.counts.streams;
  response_.stream->listen([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->wake_stream();
  });
  co_await pour_portions(chunked);
  response_.stream.reset();  // nobody wakes it any more
  --shared_.counts.streams;
  ErrorCode ignored;
  socket_.cancel(ignored);  // the wait for what the client sends
  if (left_ || ended_ || expired_ || !chunked) co_return;
  enter(Phase::write, shared_.limits.write_idle_ms);
  if (link_.seal("0\r\n\r\n")) co_await flush();
}

}  // namespace tansiq::wire::http
