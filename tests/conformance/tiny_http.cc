#include "tiny_http.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"

namespace tansiq::conformance {
namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

void send_all(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// Bytes of one connection: what was read and not yet used.
class Stream {
 public:
  explicit Stream(int socket) : socket_(socket) {}

  bool until(std::string_view mark, std::string& out) {
    for (;;) {
      if (const auto at = pending_.find(mark); at != std::string::npos) {
        out = pending_.substr(0, at);
        pending_.erase(0, at + mark.size());
        return true;
      }
      if (!more()) return false;
    }
  }

  bool exactly(std::size_t count, std::string& out) {
    while (pending_.size() < count)
      if (!more()) return false;
    out += pending_.substr(0, count);
    pending_.erase(0, count);
    return true;
  }

 private:
  bool more() {
    char buffer[16384];
    const ssize_t got = recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    pending_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  std::string pending_;
};

bool read_chunks(Stream& stream, std::string& body) {
  for (;;) {
    std::string line;
    if (!stream.until("\r\n", line)) return false;
    std::size_t size = 0;
    std::from_chars(line.data(), line.data() + line.size(), size, 16);
    if (!stream.exactly(size, body)) return false;
    if (!stream.until("\r\n", line)) return false;
    if (size == 0) return true;
  }
}

bool read_request(int socket, Stream& stream, TinyRequest& request) {
  std::string head;
  if (!stream.until("\r\n\r\n", head)) return false;
  const auto first_space = head.find(' ');
  const auto second_space = head.find(' ', first_space + 1);
  if (second_space == std::string::npos) return false;
  request.method = head.substr(0, first_space);
  request.target = head.substr(first_space + 1, second_space - first_space - 1);
  for (auto at = head.find("\r\n"); at != std::string::npos;) {
    const auto end = head.find("\r\n", at + 2);
    const std::string line = head.substr(at + 2, end == std::string::npos ? end : end - at - 2);
    if (const auto colon = line.find(':'); colon != std::string::npos)
      request.headers.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    at = end;
  }
  if (request.has("expect")) send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n");
  if (request.header("transfer-encoding") == "chunked") return read_chunks(stream, request.body);
  if (request.has("content-length"))
    return stream.exactly(std::stoul(request.header("content-length")), request.body);
  return true;
}

}  // namespace

std::string TinyRequest::header(std::string_view name) const {
  std::string out;
  for (const auto& [key, value] : headers)
    if (key == name) out += (out.empty() ? "" : ", ") + value;
  return out;
}

bool TinyRequest::has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

TinyHttp::TinyHttp(Handler handler) : handler_(std::move(handler)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::runtime_error("no port on the loopback");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

TinyHttp::~TinyHttp() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard guard(lock_);
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

std::string TinyHttp::url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

void TinyHttp::accept_all() {
  while (!stopping_) {
    const int socket = accept(listener_, nullptr, nullptr);
    if (socket < 0) continue;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard guard(lock_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void TinyHttp::serve(int socket) {
  Stream stream(socket);
  for (;;) {
    TinyRequest request;
    if (!read_request(socket, stream, request)) break;
    TinyResponse response = handler_(request);
    std::string text = "HTTP/1.1 " + std::to_string(response.status) + " x\r\n";
    for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
    text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n";
    if (request.method != "HEAD") text += response.body;
    send_all(socket, text);
  }
  shutdown(socket, SHUT_RDWR);
}

}  // namespace tansiq::conformance
