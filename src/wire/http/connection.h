#pragma once

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wire/http/http.h"
#include "wire/http/read.h"
#include "wire/http/tls.h"
#include "wire/http/turn.h"
#include "wire/http/workers.h"

namespace tansiq::wire::http {

namespace asio = boost::asio;
using Instant = std::chrono::steady_clock::time_point;

/// Written by the event loop and the workers, read by anybody.
struct AtomicCounts {
  std::atomic<std::uint64_t> open{0}, accepted{0}, refused_connections{0}, handshakes{0}, resumed{0},
      failed_handshakes{0}, requests{0}, refused_requests{0}, timeouts{0}, buffered{0}, streams{0};
};

/// What all connections of a server share. Belongs to the event loop's thread, but for `counts`, `workers`
/// and `handler`, which any thread may use.
struct Shared {
  Limits limits;
  Handler handler;
  Refusal refuse;
  AtomicCounts counts;
  asio::io_context& loop;
  std::unique_ptr<Workers> workers;
  bool stopping = false;
  /// Between a read and its parsing there is no suspension, so one buffer serves all connections.
  std::array<char, 64UL * 1024> scratch{};
  std::string date = {};  // as in the field Date, of the second `date_second`
  std::int64_t date_second = 0;

  /// What the server itself answers.
  [[nodiscard]] Response refusal(int status, std::string_view path, const base::Error& error) const;
};

/// One client, from its handshake to its end: requests one after the other, in the order they came. Lives in
/// its coroutine, on the event loop's thread; while a worker has the request, the coroutine rests.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `turned_away`: a status with which to answer the first request before closing, where a limit on
  /// connections is reached.
  Connection(Shared& shared, asio::ip::tcp::socket socket, SSL_CTX* tls, std::string peer,
             std::optional<int> turned_away);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves until the connection is of no more use, then closes it.
  static asio::awaitable<void> serve(std::shared_ptr<Connection> self);

  /// Called on each tick: ends a phase that took too long.
  void check(Instant now);
  /// Ends the connection if it waits for a request.
  void end_if_idle();
  /// Ends it whatever it does; a worker's result is then dropped.
  void abort();

 private:
  enum class Phase { handshake, idle, head, body, work, stream, write, linger };
  enum class Heard { request, refused, nothing };

  asio::awaitable<bool> handshake();
  /// One request and its answer; says whether another may follow.
  asio::awaitable<bool> exchange();
  asio::awaitable<Heard> hear();
  asio::awaitable<bool> wait(asio::ip::tcp::socket::wait_type what);
  asio::awaitable<bool> flush();
  asio::awaitable<bool> write(bool head_only, bool keep, bool chunked);
  asio::awaitable<bool> write_out(std::string_view bytes);
  asio::awaitable<void> finish();

  // A body without an end (connection_stream.cc).
  asio::awaitable<void> pour(bool chunked);
  asio::awaitable<void> pour_portions(bool chunked);
  asio::awaitable<void> await_portion();
  asio::awaitable<void> rest();
  asio::awaitable<bool> write_portion(bool chunked);
  void wake_stream();
  bool ask_stream(bool rested);
  void take_portion(Result<Portion> portion);
  void watch_client();
  [[nodiscard]] bool client_left();
  [[nodiscard]] bool is_over() const { return left_ || ended_ || expired_ || shared_.stopping; }

  /// Feeds the reader and keeps what belongs to the next request. Stops behind a head.
  void take_in(std::string_view bytes);
  /// What there is to decide when a head is complete and its body is not.
  void judge_head();
  void charge(std::size_t bytes);
  void refuse(int status, std::string what, std::string path = {});
  void enter(Phase phase, std::uint32_t milliseconds);
  void pace();
  std::string head_of(const Response& response, bool keep, bool chunked);

  Shared& shared_;
  asio::ip::tcp::socket socket_;
  TlsLink link_;
  std::string peer_;
  std::optional<base::Digest> client_key_;
  std::optional<int> turned_away_;
  RequestReader reader_;
  std::string pending_;  // read, not parsed: the next request of a pipeline
  std::optional<Refused> refused_;
  Request request_;    // lent to a worker while phase_ is work
  Response response_;  // set by it
  asio::steady_timer worked_;
  std::size_t charged_ = 0;  // bytes of bodies accounted to this connection

  Phase phase_ = Phase::handshake;
  Instant deadline_;
  Instant phase_start_;
  std::size_t phase_bytes_ = 0;  // of a body, read or written in this phase
  bool expired_ = false;
  bool ended_ = false;    // by end_if_idle or abort
  bool lingers_ = false;  // the client may still be sending: let it read our answer before we close
  bool first_ = true;     // no request was read yet

  Turn turn_;                // who may have the stream's next() run: any thread
  Result<Portion> portion_;  // what it gave, once said_
  bool said_ = false;
  bool watching_ = false;  // a wait for what the client sends is under way
  bool left_ = false;      // the client has ended the connection, or spoke where it had nothing to say
};

}  // namespace tansiq::wire::http
