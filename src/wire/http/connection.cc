#include "wire/http/connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <exception>

namespace tansiq::wire::http {

namespace {

using asio::ip::tcp;
using base::Fault;
using std::chrono::milliseconds;
using ErrorCode = boost::system::error_code;

constexpr std::size_t sealed_at_once = 128 * 1024;   // eight TLS records a system call
constexpr std::size_t joined_body_bytes = 8 * 1024;  // a smaller body shares the record of its head
constexpr std::uint32_t linger_ms = 2'000;
constexpr std::size_t linger_extra_bytes = 1024 * 1024;

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

/// RFC 9110 section 5.6.7.
std::string http_date(std::int64_t seconds) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon],
                                 parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return {text, static_cast<std::size_t>(size)};
}

bool is_clean(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

Response Shared::refusal(int status, std::string_view path, const base::Error& error) const {
  Response response;
  if (refuse) {
    response = refuse(status, path, error);
  } else {
    response = {status, {{"Content-Type", "text/plain; charset=utf-8"}}, error.text() + "\n"};
  }
  if (status == 503 || status == 429) response.fields.emplace_back("Retry-After", "1");
  return response;
}

Connection::Connection(Shared& shared, tcp::socket socket, SSL_CTX* tls, std::string peer,
                       std::optional<int> turned_away)
    : shared_(shared),
      socket_(std::move(socket)),
      link_(tls, socket_.native_handle()),
      peer_(std::move(peer)),
      turned_away_(turned_away),
      reader_(shared_.limits),
      worked_(shared_.loop) {}

Connection::~Connection() {
  charge(0);
}

// ---- deadlines

void Connection::enter(Phase phase, std::uint32_t ms) {
  phase_ = phase;
  phase_start_ = std::chrono::steady_clock::now();
  phase_bytes_ = 0;
  deadline_ = phase_start_ + milliseconds(ms);
}

/// A body must move on, and over its whole length must not be slower than the limit.
void Connection::pace() {
  const bool writing = phase_ == Phase::write;
  const auto idle = milliseconds(writing ? shared_.limits.write_idle_ms : shared_.limits.body_idle_ms);
  const auto earned = milliseconds(phase_bytes_ * 1000 / std::max(1U, shared_.limits.body_bytes_per_second));
  deadline_ = std::min(std::chrono::steady_clock::now() + idle, phase_start_ + idle + earned);
}

void Connection::check(Instant now) {
  if (phase_ == Phase::work || phase_ == Phase::stream || now < deadline_ || expired_) return;
  expired_ = true;
  ErrorCode ignored;
  socket_.cancel(ignored);
}

void Connection::end_if_idle() {
  if (phase_ == Phase::stream) worked_.cancel();  // it then sees that the server stops
  if (phase_ != Phase::idle) return;
  ended_ = true;
  ErrorCode ignored;
  socket_.cancel(ignored);
}

void Connection::abort() {
  ended_ = true;
  ErrorCode ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.cancel(ignored);
  if (phase_ == Phase::stream) worked_.cancel();
}

// ---- sockets

asio::awaitable<bool> Connection::wait(tcp::socket::wait_type what) {
  ErrorCode error;
  co_await socket_.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
  co_return !error && !expired_ && !ended_;
}

asio::awaitable<bool> Connection::flush() {
  for (;;) {
    const std::size_t before = link_.unsent();
    const auto io = link_.send();
    if (io == TlsLink::Io::done) co_return true;
    if (io != TlsLink::Io::want_write) co_return false;
    if (const std::size_t sent = before - link_.unsent(); sent > 0 && phase_ == Phase::write) {
      phase_bytes_ += sent;
      pace();
    }
    const bool ready = co_await wait(tcp::socket::wait_write);
    if (!ready) co_return false;
  }
}

asio::awaitable<bool> Connection::handshake() {
  enter(Phase::handshake, shared_.limits.head_ms);
  for (;;) {
    const auto io = link_.handshake();
    const bool flushed = co_await flush();  // an alert as well
    if (io == TlsLink::Io::done && flushed) co_return true;
    if (io != TlsLink::Io::want_read || !flushed) co_return false;
    const bool ready = co_await wait(tcp::socket::wait_read);
    if (!ready) co_return false;
  }
}

// ---- requests

void Connection::refuse(int status, std::string what, std::string path) {
  const Fault fault = status == 413                    ? Fault::too_large
                      : status == 503 || status == 429 ? Fault::busy
                                                       : Fault::invalid;
  refused_ = {status, {fault, std::move(what), {}, {}}, std::move(path)};
}

void Connection::charge(std::size_t bytes) {
  shared_.counts.buffered += bytes - charged_;  // modulo 2^64, so less is a subtraction
  charged_ = bytes;
}

void Connection::take_in(std::string_view bytes) {
  const auto before = reader_.state();
  while (!bytes.empty()) {
    bytes.remove_prefix(reader_.feed(bytes));
    const auto state = reader_.state();
    if (state == RequestReader::State::complete || state == RequestReader::State::refused) break;
    if (state == RequestReader::State::body && before == RequestReader::State::head) break;
  }
  pending_ = std::string(bytes);
  charge(reader_.held());
}

void Connection::judge_head() {
  enter(Phase::body, shared_.limits.body_idle_ms);
  const auto& head = reader_.head();
  if (turned_away_) return;
  if (shared_.counts.buffered > shared_.limits.buffered_bytes) {
    return refuse(503, "too many bodies are being read", head.request.path);
  }
  if (head.expects_continue && pending_.empty()) link_.seal("HTTP/1.1 100 Continue\r\n\r\n");
}

asio::awaitable<Connection::Heard> Connection::hear() {
  enter(Phase::idle, first_ ? shared_.limits.head_ms : shared_.limits.idle_ms);
  bool may_have_more = first_ || link_.has_received();
  first_ = false;
  for (;;) {
    const auto before = reader_.state();
    if (!pending_.empty()) {
      const std::string bytes = std::move(pending_);
      pending_.clear();
      take_in(bytes);
    } else if (!may_have_more) {
      const bool ready = co_await wait(tcp::socket::wait_read);
      if (!ready) {
        if (expired_) ++shared_.counts.timeouts;
        if (!expired_ || !reader_.begun()) co_return Heard::nothing;
        expired_ = false;
        const bool in_body = reader_.state() == RequestReader::State::body;
        refuse(408, in_body ? "the body came too slowly" : "the head came too slowly",
               in_body ? reader_.head().request.path : std::string());
        co_return Heard::refused;
      }
      may_have_more = true;
      continue;
    } else {
      std::size_t got = 0;
      const auto io = link_.receive(shared_.scratch.data(), shared_.scratch.size(), got);
      if (io == TlsLink::Io::want_read) {
        may_have_more = false;
      } else if (io != TlsLink::Io::done) {
        co_return Heard::nothing;
      } else {
        if (phase_ == Phase::body) {
          phase_bytes_ += got;
          pace();
        }
        take_in({shared_.scratch.data(), got});
      }
    }

    switch (reader_.state()) {
      case RequestReader::State::complete:
        co_return Heard::request;
      case RequestReader::State::refused:
        refused_ = reader_.refusal();
        co_return Heard::refused;
      case RequestReader::State::head:
        if (phase_ == Phase::idle && reader_.begun()) enter(Phase::head, shared_.limits.head_ms);
        break;
      case RequestReader::State::body:
        if (before == RequestReader::State::head) judge_head();
        if (shared_.counts.buffered > shared_.limits.buffered_bytes && !refused_) {
          refuse(503, "too many bodies are being read", reader_.head().request.path);
        }
        if (refused_) co_return Heard::refused;
        break;
    }
    if (link_.unsent() > 0) {
      const bool flushed = co_await flush();
      if (!flushed) co_return Heard::nothing;
    }
  }
}

asio::awaitable<bool> Connection::exchange() {
  const Heard heard = co_await hear();
  if (heard == Heard::nothing) co_return false;

  bool keep = false, head_only = false, chunked = false;
  if (heard == Heard::request) {
    keep = reader_.head().keep_alive;
    chunked = reader_.head().minor > 0;
    request_ = reader_.take();
    request_.peer = peer_;
    request_.client_key = client_key_;
    head_only = request_.method == "HEAD";
    if (turned_away_) {
      refuse(*turned_away_, "too many connections", request_.path);
      keep = false;
    } else {
      phase_ = Phase::work;
      worked_.expires_at(Instant::max());
      auto work = [self = shared_from_this()] {
        try {
          self->response_ = self->shared_.handler(self->request_);
        } catch (const std::exception&) {
          // What it was may hold content of a request; the client learns only that it is not at fault.
          self->response_ = self->shared_.refusal(
              500, self->request_.path, {Fault::internal, "the request could not be completed", {}, {}});
        }
        asio::post(self->shared_.loop, [self] { self->worked_.cancel(); });
      };
      const bool queued = shared_.workers->submit(std::move(work));
      if (queued) {
        ++shared_.counts.requests;
        ErrorCode ignored;
        co_await worked_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      } else {
        refuse(503, "too many requests are waiting", request_.path);
      }
    }
  } else {
    lingers_ = true;
  }
  if (refused_) {
    ++shared_.counts.refused_requests;
    response_ = shared_.refusal(refused_->status, refused_->path, refused_->error);
    refused_.reset();
  }
  if (ended_) co_return false;
  if (shared_.stopping || response_.stream) keep = false;
  request_ = {};
  charge(response_.body.size());
  const bool written = co_await write(head_only, keep, chunked);
  if (written && response_.stream && !head_only) co_await pour(chunked);
  response_ = {};
  charge(0);
  if (!keep) lingers_ = lingers_ || (written && !left_);
  co_return written&& keep;
}

// ---- answers

std::string Connection::head_of(const Response& response, bool keep, bool chunked) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  if (second != shared_.date_second) {
    shared_.date_second = second;
    shared_.date = http_date(second);
  }
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head += reason_of(response.status);
  head += "\r\nDate: " + shared_.date + "\r\n";
  for (const auto& [name, value] : response.fields) {
    if (is_clean(name) && is_clean(value)) head += name + ": " + value + "\r\n";
  }
  if (response.stream) {
    if (chunked) head += "Transfer-Encoding: chunked\r\n";
  } else if (may_have_body(response.status)) {
    head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  }
  head += keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

/// Within the phase `write`. Between two pieces the loop serves others.
asio::awaitable<bool> Connection::write_out(std::string_view bytes) {
  for (;;) {
    const auto piece = bytes.substr(0, sealed_at_once);
    bytes.remove_prefix(piece.size());
    const bool sealed = link_.seal(piece);
    if (!sealed) co_return false;
    const std::size_t size = link_.unsent();
    const bool flushed = co_await flush();
    if (!flushed) {
      if (expired_) ++shared_.counts.timeouts;
      co_return false;
    }
    if (bytes.empty()) co_return true;
    phase_bytes_ += size;
    pace();
    co_await asio::post(shared_.loop, asio::use_awaitable);
  }
}

asio::awaitable<bool> Connection::write(bool head_only, bool keep, bool chunked) {
  enter(Phase::write, shared_.limits.write_idle_ms);
  std::string head = head_of(response_, keep, chunked);
  std::string_view body = response_.body;
  if (head_only || response_.stream || !may_have_body(response_.status)) body = {};
  if (body.size() <= joined_body_bytes) {
    head += body;
    body = {};
  }
  const bool sealed = link_.seal(head);
  const bool written = sealed && co_await write_out(body);
  co_return written;
}

/// Says the end in TLS and TCP. Where the client may still be sending, reads and drops that for a while:
/// closing a socket with unread bytes resets it, and the client would lose our last answer.
asio::awaitable<void> Connection::finish() {
  if (ended_ && !shared_.stopping) co_return;
  expired_ = false;
  enter(Phase::linger, linger_ms);
  link_.seal_end();
  const bool flushed = co_await flush();
  ErrorCode error;
  if (!flushed || !lingers_) co_return;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  std::size_t dropped = 0;
  const std::size_t most = shared_.limits.body_bytes + linger_extra_bytes;
  const auto last = phase_start_ + milliseconds(shared_.limits.body_idle_ms);
  while (dropped < most && !error) {
    const std::size_t got = socket_.read_some(asio::buffer(shared_.scratch), error);
    dropped += got;
    if (error == asio::error::would_block) {
      error.clear();
      const bool ready = co_await wait(tcp::socket::wait_read);
      if (!ready) co_return;
      deadline_ = std::min(last, std::chrono::steady_clock::now() + milliseconds(linger_ms));
    }
  }
}

asio::awaitable<void> Connection::serve(std::shared_ptr<Connection> self) {
  Connection& connection = *self;
  try {
    const bool secured = co_await connection.handshake();
    if (secured) {
      ++connection.shared_.counts.handshakes;
      connection.client_key_ = connection.link_.client_key();
      if (connection.link_.resumed()) ++connection.shared_.counts.resumed;
      bool more = true;
      while (more) more = co_await connection.exchange();
      co_await connection.finish();
    } else {
      ++connection.shared_.counts.failed_handshakes;
    }
  } catch (const std::exception&) {
    // Memory ran out for this client; the others go on.
    connection.lingers_ = false;
  }
}

}  // namespace tansiq::wire::http
