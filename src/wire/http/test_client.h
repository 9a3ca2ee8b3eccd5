#pragma once

/// A client for tests: sends exactly the bytes it is told to, over TLS, and reads what comes back.

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "wire/http/http.h"

namespace tansiq::wire::http::testing {

struct Answered {
  int status = 0;  ///< 0: the connection ended, or nothing came in time
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  [[nodiscard]] std::string field(std::string_view name) const {
    for (const auto& [key, value] : fields) {
      if (key == name) return value;
    }
    return {};
  }
};

class Client {
 public:
  struct Options {
    int least_version = 0, most_version = 0;  ///< 0: OpenSSL's own
    const char* ciphers = nullptr;            ///< of TLS 1.2
    std::vector<unsigned char> alpn = {};
    int receive_buffer = 0;
    std::string certificate_file = {}, key_file = {};
  };

  explicit Client(std::uint16_t port) : Client(port, Options()) {}
  Client(std::uint16_t port, const Options& options, SSL_SESSION* session = nullptr) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    if (options.least_version) SSL_CTX_set_min_proto_version(context_.get(), options.least_version);
    if (options.most_version) SSL_CTX_set_max_proto_version(context_.get(), options.most_version);
    if (options.ciphers) SSL_CTX_set_cipher_list(context_.get(), options.ciphers);
    SSL_CTX_set_security_level(context_.get(), 0);
    if (!options.certificate_file.empty()) {
      SSL_CTX_use_certificate_chain_file(context_.get(), options.certificate_file.c_str());
      SSL_CTX_use_PrivateKey_file(context_.get(), options.key_file.c_str(), SSL_FILETYPE_PEM);
    }
    descriptor_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (options.receive_buffer) {
      ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof(int));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    const timeval patience{20, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), descriptor_);
    if (!options.alpn.empty()) {
      SSL_set_alpn_protos(ssl_.get(), options.alpn.data(), static_cast<unsigned>(options.alpn.size()));
    }
    if (session) SSL_set_session(ssl_.get(), session);
    secured_ = connected_ && SSL_connect(ssl_.get()) == 1;
  }
  ~Client() {
    ssl_.reset();
    ::close(descriptor_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool secured() const { return secured_; }
  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }

  struct FreeSession {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  };
  using Session = std::unique_ptr<SSL_SESSION, FreeSession>;
  /// To resume with, also when this client is gone (which without a goodbye would spoil the original).
  [[nodiscard]] Session session() const { return Session(SSL_SESSION_dup(SSL_get0_session(ssl_.get()))); }

  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
           static_cast<int>(bytes.size());
  }

  /// Bytes as they come; empty at the end of the connection.
  std::string receive() {
    char buffer[16384];
    const int got = SSL_read(ssl_.get(), buffer, sizeof buffer);
    if (got <= 0) {
      ended_cleanly_ = SSL_get_error(ssl_.get(), got) == SSL_ERROR_ZERO_RETURN;
      return {};
    }
    return {buffer, static_cast<std::size_t>(got)};
  }
  /// After receive() gave nothing: whether the server had said so in TLS.
  [[nodiscard]] bool ended_cleanly() const { return ended_cleanly_; }
  /// Whether the server ends the connection, dropping what it sends before.
  bool ends() {
    while (!receive().empty()) {
    }
    return true;
  }

  Answered answer(bool head_only = false) {
    std::size_t end = 0;
    while ((end = buffered_.find("\r\n\r\n")) == std::string::npos) {
      const auto more = receive();
      if (more.empty()) return {};
      buffered_ += more;
    }
    Answered got;
    std::string_view head = std::string_view(buffered_).substr(0, end + 2);
    got.status = std::atoi(std::string(head.substr(9, 3)).c_str());
    std::size_t length = 0;
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
      const auto line = head.substr(0, head.find("\r\n"));
      head.remove_prefix(line.size() + 2);
      const auto colon = line.find(": ");
      got.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
      if (got.fields.back().first == "Content-Length") {
        length = static_cast<std::size_t>(std::atoll(got.fields.back().second.c_str()));
      }
    }
    buffered_.erase(0, end + 4);
    if (head_only || got.field("Transfer-Encoding") == "chunked") return got;
    while (buffered_.size() < length) {
      const auto more = receive();
      if (more.empty()) return {};
      buffered_ += more;
    }
    got.body = buffered_.substr(0, length);
    buffered_.erase(0, length);
    return got;
  }

  /// The next chunk of a body in chunked transfer coding; empty at its end, whether it was said or not.
  std::string chunk() {
    std::size_t end = 0;
    while ((end = buffered_.find("\r\n")) == std::string::npos) {
      if (!receive_more()) return {};
    }
    const std::size_t size = std::stoul(buffered_.substr(0, end), nullptr, 16);
    while (buffered_.size() < end + 2 + size + 2) {
      if (!receive_more()) return {};
    }
    std::string bytes = buffered_.substr(end + 2, size);
    EXPECT_EQ(buffered_.substr(end + 2 + size, 2), "\r\n");
    buffered_.erase(0, end + 2 + size + 2);
    said_end_ = size == 0;
    return bytes;
  }
  /// After chunk() gave nothing: whether the server had said that the body ends.
  [[nodiscard]] bool said_end() const { return said_end_; }

  Answered ask(std::string_view request) {
    send(request);
    return answer(request.starts_with("HEAD "));
  }
  Answered get(std::string_view target, std::string_view fields = {}) {
    return ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n");
  }

 private:
  bool receive_more() {
    const std::string more = receive();
    buffered_ += more;
    return !more.empty();
  }

  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
  int descriptor_ = -1;
  bool connected_ = false, secured_ = false, ended_cleanly_ = false, said_end_ = false;
  std::string buffered_;
};

/// A folder with a fresh certificate, removed at the end.
class CertificateFolder {
 public:
  CertificateFolder() {
    std::string name = std::filesystem::temp_directory_path() / "tansiq-wire-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    auto made = make_self_signed("test node", {"localhost", "127.0.0.1", "::1"});
    EXPECT_TRUE(made.has_value());
    std::ofstream(folder_ / "node.crt") << made->certificate_pem;
    std::ofstream(folder_ / "node.key") << made->key_pem;
    pin_ = made->pin;
  }
  ~CertificateFolder() { std::filesystem::remove_all(folder_); }
  CertificateFolder(const CertificateFolder&) = delete;
  CertificateFolder& operator=(const CertificateFolder&) = delete;

  [[nodiscard]] Listen listen() const {
    return {"127.0.0.1", 0, (folder_ / "node.crt").string(), (folder_ / "node.key").string()};
  }
  [[nodiscard]] const std::string& pin() const { return pin_; }
  /// The same as bytes.
  [[nodiscard]] base::Digest key() const {
    base::Digest digest{};
    const auto bytes = base::from_base64(pin_);
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
  }

 private:
  std::filesystem::path folder_;
  std::string pin_;
};

}  // namespace tansiq::wire::http::testing
