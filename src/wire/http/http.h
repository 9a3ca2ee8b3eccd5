#pragma once

/// HTTP/1.1 over TLS, as the routes see it: a request is a value, a response is a value, a handler is a plain
/// function that may block (it runs on a worker thread, never on the event loop).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.h"

namespace tansiq::wire::http {

using base::Result;

/// One request, complete: the server has read its body within the limits.
struct Request {
  std::string method;  ///< as sent, e.g. "GET"
  std::string target;  ///< as sent: path and query, percent-encoded
  std::string path;    ///< decoded; refused before this point where it holds NUL, "..", or a broken escape
  std::vector<std::pair<std::string, std::string>> query;   ///< decoded, in order, repetitions kept
  std::vector<std::pair<std::string, std::string>> fields;  ///< header fields, names in lower case
  std::string body;
  std::string peer;  ///< address of the client

  /// The value of a header field (name in lower case), or nothing; repetitions joined by ", ".
  [[nodiscard]] std::optional<std::string> field(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>>
      fields;  ///< Content-Length, Date and Connection are the server's
  std::string body;
};

using Handler = std::function<Response(const Request&)>;

/// Limits on clients; past each one the client gets the status beside it or, where it cannot be told, is
/// closed.
struct Limits {
  std::size_t head_bytes = 16 * 1024;              ///< 431
  std::size_t body_bytes = 16 * 1024 * 1024;       ///< 413
  std::size_t connections = 1024;                  ///< 503 and close
  std::size_t connections_per_peer = 256;          ///< 429 and close
  std::size_t buffered_bytes = 256 * 1024 * 1024;  ///< bodies held at once; 503
  std::uint32_t head_ms = 10'000;                  ///< to send a whole head; 408
  std::uint32_t body_idle_ms = 10'000;             ///< between two parts of a body; 408
  std::uint32_t body_bytes_per_second = 4'096;     ///< slower over the whole body; 408
  std::uint32_t write_idle_ms = 20'000;            ///< a client that does not read is closed
  std::uint32_t idle_ms = 75'000;                  ///< a kept connection without a request is closed
};

struct Listen {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;     ///< 0: any free one
  std::string certificate_file;  ///< PEM chain
  std::string key_file;          ///< PEM
};

/// A running server: one event loop thread, `workers` threads for handlers. Stops when destroyed: accepts
/// nothing more, finishes requests under way for at most `grace`.
class Server {
 public:
  static Result<std::unique_ptr<Server>> start(const Listen& listen, const Limits& limits,
                                               std::size_t workers, Handler handler);
  virtual ~Server() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  virtual void stop(std::uint32_t grace_ms) = 0;
};

/// A self-signed certificate (ECDSA P-256) with its key, both PEM, for a new node.
struct SelfSigned {
  std::string certificate_pem;
  std::string key_pem;
  std::string pin;  ///< base64 SHA-256 of the public key, as curl's --pinnedpubkey takes it
};
Result<SelfSigned> make_self_signed(std::string_view common_name,
                                    const std::vector<std::string>& names_and_addresses);

}  // namespace tansiq::wire::http
