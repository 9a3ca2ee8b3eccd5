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
  std::string target;  ///< path and query as sent, percent-encoded; of an absolute target, only these
  /// Decoded, valid UTF-8. What could be read in two ways is refused before this point: "." and ".."
  /// segments, encoded slashes, control characters, broken escapes.
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;   ///< decoded, in order, repetitions kept
  std::vector<std::pair<std::string, std::string>> fields;  ///< header fields, names in lower case
  std::string body;
  std::string peer;  ///< address of the client
  /// SHA-256 of the client's SubjectPublicKeyInfo, where the server asks for certificates (Listen::knows).
  std::optional<base::Digest> client_key = {};

  /// The value of a header field (name in lower case), or nothing; repetitions joined by ", ".
  [[nodiscard]] std::optional<std::string> field(std::string_view name) const;
};

/// What a stream has to say at one time.
struct Portion {
  std::string bytes;  ///< empty: nothing now
  bool more = false;  ///< there is more to say at once, without a wake
};

/// A body without an end. While it has nothing to say it holds no thread, and the server holds at most one
/// portion of it: a client that does not read is asked for nothing and closed as any other. The connection
/// is closed after it.
class Stream {
 public:
  /// Ends the server's calls. Must wait for a `wake` that is running and prevent further ones; so `wake`
  /// must not be called while holding what the destructor needs. The server destroys a stream only while no
  /// next() runs.
  virtual ~Stream() = default;

  /// What is to be said now; runs on a worker thread, may block there, and never twice at once. `rested`: it
  /// was called because nothing was written for rest_ms, not because somebody woke it. An error ends the
  /// stream.
  virtual Result<Portion> next(bool rested) = 0;

  /// Called once, before the first next(). `wake` makes the server call next(); it is cheap, does not block
  /// and may be called from any thread. Any number of wakes during one next() make one further next().
  virtual void listen(std::function<void()> wake) = 0;

  /// How long the stream may say nothing before next() is called without a wake.
  [[nodiscard]] virtual std::uint32_t rest_ms() const = 0;
};

struct Response {
  int status = 200;
  /// Content-Length, Transfer-Encoding, Date and Connection are the server's.
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  std::shared_ptr<Stream> stream = {};  ///< instead of a body; chunked where the client speaks HTTP/1.1
};

/// Runs on a worker thread and may block there. What it throws is answered with 500.
using Handler = std::function<Response(const Request&)>;

/// Renders what the server itself refuses, in the form that belongs to the path (which is empty where the
/// request was not understood so far).
using Refusal = std::function<Response(int status, std::string_view path, const base::Error& error)>;

/// Limits on clients; past each one the client gets the status beside it or, where it cannot be told, is
/// closed.
struct Limits {
  std::size_t head_bytes = 16 * 1024;              ///< 431; a longer target alone: 414
  std::size_t header_fields = 100;                 ///< 431
  std::size_t body_bytes = 16 * 1024 * 1024;       ///< 413
  std::size_t connections = 1024;                  ///< 503 and close
  std::size_t connections_per_peer = 256;          ///< 429 and close; an IPv6 peer is its /64 network
  std::size_t buffered_bytes = 256 * 1024 * 1024;  ///< bodies held at once, both ways; 503
  std::size_t queued_requests = 512;               ///< waiting for a worker; 503
  std::uint32_t head_ms = 10'000;                  ///< to send a whole head, the TLS handshake included; 408
  std::uint32_t body_idle_ms = 10'000;             ///< between two parts of a body; 408
  std::uint32_t body_bytes_per_second = 4'096;     ///< slower over the whole body, either way; 408 or closed
  std::uint32_t write_idle_ms = 20'000;            ///< a client that does not read is closed
  std::uint32_t idle_ms = 75'000;                  ///< a kept connection without a request is closed
};

struct Listen {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;     ///< 0: any free one
  std::string certificate_file;  ///< PEM chain
  std::string key_file;          ///< PEM
  /// Where it is set, clients must show a certificate, of which only the public key counts: no authority, no
  /// name, no date. It is asked for the SHA-256 of the key's SubjectPublicKeyInfo in every handshake, resumed
  /// ones too, on the event loop: it must be quick. TLS 1.3 only.
  std::function<bool(const base::Digest&)> knows = {};
};

/// What the server has seen since it started, for /metrics.
struct Counts {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;  ///< over a limit on connections
  std::uint64_t handshakes = 0;           ///< completed
  std::uint64_t handshakes_resumed = 0;   ///< of them, by an earlier session
  std::uint64_t handshakes_failed = 0;
  std::uint64_t requests = 0;          ///< handed to a worker
  std::uint64_t requests_refused = 0;  ///< answered by the server itself
  std::uint64_t timeouts = 0;          ///< clients too slow in any phase
  std::uint64_t requests_waiting = 0;  ///< for a worker, now
  std::uint64_t buffered_bytes = 0;    ///< of bodies, now
  std::uint64_t streams_open = 0;
};

/// A running server: one event loop thread and up to `workers` threads for handlers, which are started as
/// they are needed. Stops when destroyed: accepts nothing more, finishes requests under way for at most ten
/// seconds.
class Server {
 public:
  /// Binds, reads certificate and key, and starts to serve. Without `refuse` the server's own refusals are
  /// plain text. Fault::invalid where an address or a file is not usable, Fault::unavailable where the port
  /// is taken.
  static Result<std::unique_ptr<Server>> start(const Listen& listen, const Limits& limits,
                                               std::size_t workers, Handler handler, Refusal refuse = {});
  virtual ~Server() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual Counts counts() const = 0;
  /// Reads certificate and key again for the connections that come from now on; on an error the old ones
  /// stay.
  virtual Result<> reload(const Listen& listen) = 0;
  /// Accepts nothing more, closes idle connections at once, gives the others `grace_ms` to finish.
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

/// The SHA-256 of the SubjectPublicKeyInfo of a certificate in PEM (the first of a chain): by what partners
/// and pins know its key. Fault::invalid where the text holds none.
Result<base::Digest> key_of_certificate(std::string_view pem);

}  // namespace tansiq::wire::http
