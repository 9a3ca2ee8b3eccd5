#include "faults/raw_connection.h"

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace tansiq::faults {
namespace {

SSL_CTX* shared_context() {
  static SSL_CTX* const context = [] {
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
    return made;
  }();
  return context;
}

}  // namespace

struct RawConnection::Socket {
  int number = -1;
  SSL* ssl = nullptr;

  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (ssl != nullptr) SSL_free(ssl);
    if (number >= 0) close(number);
  }
};

RawConnection::RawConnection(const Access& access, bool tls) : socket_(std::make_unique<Socket>()) {
  socket_->number = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(access.port));
  const timeval patience{5, 0};
  const int on = 1;
  setsockopt(socket_->number, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_->number, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt(socket_->number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(socket_->number, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(socket_->number);
    socket_->number = -1;
    return;
  }
  if (!tls) return;
  socket_->ssl = SSL_new(shared_context());
  SSL_set_fd(socket_->ssl, socket_->number);
  if (SSL_connect(socket_->ssl) != 1) {
    close(socket_->number);
    socket_->number = -1;
  }
}

RawConnection::RawConnection(RawConnection&&) noexcept = default;
RawConnection::~RawConnection() = default;

bool RawConnection::connected() const {
  return socket_->number >= 0;
}

bool RawConnection::write(std::string_view bytes) {
  while (!bytes.empty() && connected()) {
    std::size_t sent = 0;
    if (socket_->ssl != nullptr) {
      if (SSL_write_ex(socket_->ssl, bytes.data(), bytes.size(), &sent) != 1) return false;
    } else {
      const ssize_t count = send(socket_->number, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent = static_cast<std::size_t>(count);
    }
    bytes.remove_prefix(sent);
  }
  return bytes.empty();
}

RawAnswer RawConnection::read(int patience_ms, std::string_view until) {
  RawAnswer answer;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  char buffer[16384];
  while (connected() && (until.empty() || answer.text.find(until) == std::string::npos)) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    const bool buffered = socket_->ssl != nullptr && SSL_pending(socket_->ssl) > 0;
    pollfd waiting{socket_->number, POLLIN, 0};
    if (!buffered && poll(&waiting, 1, static_cast<int>(left.count())) <= 0) break;
    std::size_t got = 0;
    if (socket_->ssl != nullptr) {
      const int result = SSL_read_ex(socket_->ssl, buffer, sizeof buffer, &got);
      if (result != 1 && SSL_get_error(socket_->ssl, result) == SSL_ERROR_WANT_READ) continue;
    } else {
      const ssize_t count = recv(socket_->number, buffer, sizeof buffer, 0);
      got = count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    if (got == 0) {
      answer.closed = true;
      break;
    }
    answer.text.append(buffer, got);
  }
  if (answer.text.starts_with("HTTP/1.") && answer.text.size() > 12)
    answer.status = std::stoi(answer.text.substr(9, 3));
  return answer;
}

void RawConnection::finish_writing() {
  if (socket_->ssl != nullptr) SSL_shutdown(socket_->ssl);
  if (connected()) shutdown(socket_->number, SHUT_WR);
}

int RawAnswer::answers() const {
  int count = 0;
  for (auto at = text.find("HTTP/1.1 "); at != std::string::npos; at = text.find("HTTP/1.1 ", at + 9))
    ++count;
  return count;
}

std::string authorization(const Access& access) {
  return "Authorization: Basic " + conformance::base64(access.user + ":" + access.password) + "\r\n";
}

std::string host(const Access& access) {
  return "Host: 127.0.0.1:" + std::to_string(access.port) + "\r\n";
}

}  // namespace tansiq::faults
