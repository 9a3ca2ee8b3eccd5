#include "load/connection.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace tansiq::load {
namespace {

constexpr std::size_t read_size = 64 * 1024;
constexpr timeval patience{60, 0};

SSL_CTX* shared_context() {
  static SSL_CTX* const context = [] {
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_read_ahead(made, 1);
    return made;
  }();
  return context;
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

bool same(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

int connected(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return -1;
  int socket = -1;
  for (const addrinfo* at = found; at != nullptr && socket < 0; at = at->ai_next) {
    socket = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
    if (socket >= 0 && connect(socket, at->ai_addr, at->ai_addrlen) != 0) {
      close(socket);
      socket = -1;
    }
  }
  freeaddrinfo(found);
  if (socket < 0) return socket;
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return socket;
}

}  // namespace

struct Connection::Socket {
  int number = -1;
  SSL* ssl = nullptr;

  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (ssl != nullptr) SSL_free(ssl);
    if (number >= 0) close(number);
  }

  [[nodiscard]] bool write(std::string_view text) const {
    while (!text.empty()) {
      std::size_t sent = 0;
      if (ssl != nullptr) {
        if (SSL_write_ex(ssl, text.data(), text.size(), &sent) != 1) return false;
      } else {
        const ssize_t count = send(number, text.data(), text.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent = static_cast<std::size_t>(count);
      }
      text.remove_prefix(sent);
    }
    return true;
  }

  [[nodiscard]] std::size_t read(char* to, std::size_t most) const {
    std::size_t got = 0;
    if (ssl != nullptr) return SSL_read_ex(ssl, to, most, &got) == 1 ? got : 0;
    const ssize_t count = recv(number, to, most, 0);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }
};

Connection::Connection() : socket_(std::make_unique<Socket>()) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

base::Result<Connection> Connection::open(const Target& target) {
  const bool secure = target.url.starts_with("https://");
  const auto scheme_end = target.url.find("://");
  if (scheme_end == std::string::npos)
    return base::fail(base::Fault::invalid, "not a URL", target.url, "https://host:port");
  std::string place = target.url.substr(scheme_end + 3);
  place = place.substr(0, place.find('/'));
  const auto colon = place.rfind(':');
  const std::string host = place.substr(0, colon);
  const std::string port = colon == std::string::npos ? (secure ? "443" : "80") : place.substr(colon + 1);

  Connection connection;
  connection.socket_->number = connected(host, port);
  if (connection.socket_->number < 0)
    return base::fail(base::Fault::unavailable, "nobody listens", target.url);
  if (secure) {
    SSL* ssl = SSL_new(shared_context());
    connection.socket_->ssl = ssl;
    SSL_set_fd(ssl, connection.socket_->number);
    if (SSL_connect(ssl) != 1)
      return base::fail(base::Fault::unavailable, "the TLS handshake failed", target.url);
  }
  const std::string credentials = target.token.empty()
                                      ? "Basic " + base64(target.user + ":" + target.password)
                                      : "Bearer " + target.token;
  const std::string_view accepted = target.token.empty() ? "application/taxii+json;version=2.1" : "*/*";
  connection.common_ = " HTTP/1.1\r\nHost: " + place +
                       "\r\nUser-Agent: tansiq-load\r\nAuthorization: " + credentials +
                       "\r\nAccept: " + std::string(accepted) + "\r\n" + target.header_lines;
  return connection;
}

base::Result<Reply> Connection::get(std::string_view path) {
  request_.assign("GET ").append(path).append(common_).append("\r\n");
  return exchange({});
}

base::Result<Reply> Connection::post(std::string_view path, std::string_view body, std::string_view media) {
  request_.assign("POST ").append(path).append(common_);
  request_.append("Content-Type: ").append(media).append("\r\nContent-Length: ");
  request_.append(std::to_string(body.size())).append("\r\n\r\n");
  return exchange(body);
}

base::Result<std::size_t> Connection::receive_more() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + read_size);
  const std::size_t got = socket_->read(buffer_.data() + before, read_size);
  buffer_.resize(before + got);
  if (got == 0)
    return base::fail(base::Fault::unavailable, "the connection was closed before the answer ended");
  return got;
}

base::Result<Reply> Connection::exchange(std::string_view body) {
  buffer_.clear();
  // Small bodies share a TLS record and a packet with their head.
  const bool together = body.size() <= 16 * 1024;
  if (together) request_.append(body);
  if (!socket_->write(request_) || (!together && !socket_->write(body)))
    return base::fail(base::Fault::unavailable, "the connection was closed while the request was sent");

  std::size_t head_end = std::string::npos;
  while (head_end == std::string::npos) {
    if (const auto more = receive_more(); !more) return base::fail(more);
    head_end = buffer_.find("\r\n\r\n");
  }
  Reply reply;
  reply.head = std::string_view(buffer_).substr(0, head_end + 2);
  if (reply.head.size() < 12) return base::fail(base::Fault::unsupported, "not an HTTP answer");
  std::from_chars(reply.head.data() + 9, reply.head.data() + 12, reply.status);
  const std::string_view length_text = reply.header("content-length");
  std::size_t length = 0;
  if (std::from_chars(length_text.data(), length_text.data() + length_text.size(), length).ec != std::errc{})
    return base::fail(base::Fault::unsupported, "an answer without Content-Length");
  const std::size_t whole = head_end + 4 + length;
  buffer_.reserve(whole + read_size);
  while (buffer_.size() < whole)
    if (const auto more = receive_more(); !more) return base::fail(more);
  reply.head = std::string_view(buffer_).substr(0, head_end + 2);
  reply.body = std::string_view(buffer_).substr(head_end + 4, length);
  return reply;
}

std::string_view Reply::header(std::string_view name) const {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size();) {
    const std::size_t end = head.find("\r\n", at + 2);
    const std::string_view line = head.substr(at + 2, end - at - 2);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && same(line.substr(0, colon), name)) {
      std::string_view value = line.substr(colon + 1);
      while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
      return value;
    }
    at = end;
  }
  return {};
}

}  // namespace tansiq::load
