#pragma once

/// Talks to a running node over HTTPS, with the node's pinned public key in place of a certificate authority.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.h"
#include "cli/session.h"

namespace tansiq::cli {

/// Query parameters, not encoded yet; empty values are left out.
using Query = std::vector<std::pair<std::string, std::string>>;

struct Call {
  std::string method = "GET";
  std::string path;  ///< as it stands behind the node's address; its parts are encoded by encode()
  Query query = {};
  std::string_view body = {};
  std::string content_type = {};
};

struct Answer {
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case

  [[nodiscard]] std::string field(std::string_view name) const;
};

/// Percent-encodes everything but RFC 3986's unreserved characters.
std::string encode(std::string_view text);

/// The path and query of a call, encoded.
std::string target_of(const Call& call);

/// What a node's answer that is no success says, as an error; its fault is the node's own.
base::Error error_of(const Answer& answer);

/// One connection, kept open between calls. Not for use by several threads.
class Client {
 public:
  /// Fails where the session names no node or no HTTPS address.
  static base::Result<std::unique_ptr<Client>> open(const Session& session);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Sends one request and gives the node's answer where it is a success, its error otherwise. Where the node
  /// is busy it waits as told and tries again, up to `patience_s` seconds in all. Fault::unavailable: no node
  /// answered, or it showed another key than the session's.
  base::Result<Answer> call(const Call& call, std::uint32_t patience_s = 60);

  /// Sends one request whose answer is a stream, and hands out its bytes as they come, until the node ends it
  /// or `take` says false. The errors are those of call().
  base::Result<> listen(const Call& call, const std::function<bool(std::string_view)>& take);

 private:
  struct Curl;
  explicit Client(Session session);
  base::Result<Answer> once(const Call& call, const std::function<bool(std::string_view)>& take = {});

  Session session_;
  std::unique_ptr<Curl> curl_;
};

}  // namespace tansiq::cli
