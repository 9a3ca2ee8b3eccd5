#pragma once

/// A way to one partner's node: HTTPS with this node's certificate shown and the partner's keys pinned. The
/// only place that knows libcurl.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/base.h"

namespace tansiq::wire::peer {

/// Where a partner's node is, and how both ends know each other.
struct Target {
  std::string url;                 ///< of its newest card: https://host[:port]
  std::vector<base::Digest> pins;  ///< SHA-256 of the keys it may show (SubjectPublicKeyInfo)
  std::string certificate_file;    ///< this node's own, PEM
  std::string key_file;

  bool operator==(const Target&) const = default;
};

/// One request at a time, on one thread; only wake() may be called from another. Keeps connection and TLS
/// session from one request to the next.
class Link {
 public:
  /// Fault::internal where libcurl cannot start.
  static base::Result<std::unique_ptr<Link>> make(Target target);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  [[nodiscard]] const Target& target() const;

  /// Begins a GET. `fields` are whole lines. What was under way is given up.
  base::Result<> open(const std::string& path_and_query, const std::vector<std::string>& fields);

  enum class State {
    open,   ///< it goes on
    ended,  ///< the answer is complete, or the stream was ended properly
  };
  /// Waits until bytes of the answer came, it ended, wake() was called or `most` passed, and appends what
  /// came (at most a few megabytes, mostly one TLS record). Fault::unavailable where the connection failed,
  /// Fault::forbidden where a key at either end was not accepted, Fault::busy, unsupported or invalid where
  /// the answer is another status than 200.
  base::Result<State> read(std::string& into, std::chrono::milliseconds most);

  /// Whether the answer has begun: the partner accepted the request.
  [[nodiscard]] bool accepted() const;
  /// What the partner asked to wait before trying again (Retry-After); 0: nothing.
  [[nodiscard]] std::chrono::milliseconds retry_after() const;

  /// Ends a read() under way, or the next one, early. Safe from any thread.
  void wake();

 private:
  struct Curl;
  explicit Link(std::unique_ptr<Curl> curl);

  std::unique_ptr<Curl> curl_;
};

}  // namespace tansiq::wire::peer
