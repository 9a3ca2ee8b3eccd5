#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tansiq::conformance {

/// The media type of TAXII 2.1 in full (TAXII 2.1 §1.6.8).
inline constexpr std::string_view taxii_media_type = "application/taxii+json;version=2.1";

using Headers = std::vector<std::pair<std::string, std::string>>;

/// One request as it goes on the wire.
struct Request {
  std::string method = "GET";
  std::string target;  ///< path and query exactly as sent; nothing is normalised
  /// Headers over the usual ones (Accept, User-Agent, Content-Type with a body, Authorization). A usual one
  /// is replaced by an entry of its name and left out when that entry's value is empty; other entries are
  /// added, even twice.
  Headers headers;
  std::optional<std::string> body;
  bool chunked = false;          ///< the body goes without Content-Length
  bool expect_continue = false;  ///< the head asks for "100 Continue" before the body goes
};

/// What came back. Never throws away an answer for being wrong: that is for the checks to say.
struct Answer {
  std::string sent;     ///< method, target and unusual headers: one line for the report
  int status = 0;       ///< 0: no answer; `trouble` says why
  std::string trouble;  ///< what the connection suffered, in words; empty when all went well
  Headers headers;      ///< names in lower case, in the order they came
  std::string body;

  /// The first header of that (lower-case) name.
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const;

  /// "404 application/taxii+json;version=2.1: {...}", the body cut to a readable length.
  [[nodiscard]] std::string brief() const;
};

struct Login {
  std::string user;
  std::string password;
};

/// How the server's certificate is judged. With none of them set, by the system's authorities.
struct Trust {
  bool insecure = false;  ///< any certificate will do
  std::string ca_file;    ///< authorities to trust, PEM
  std::string pin;        ///< SHA-256 of the server's public key (SPKI), hex or base64
};

/// Sees every answer that any client gets. Shared by all threads.
class Journal {
 public:
  void add(const Answer& answer);

  /// A copy of what was seen so far: everything with status >= 400, and of the rest the headers without
  /// bodies.
  [[nodiscard]] std::vector<Answer> seen() const;

 private:
  mutable std::mutex lock_;
  std::vector<Answer> answers_;
};

/// One keep-alive HTTP/1.1 connection to one server with one login. Used by one thread at a time.
class Client {
 public:
  /// `url` is scheme, host and port without a path. The journal, if any, must outlive the client.
  Client(std::string url, Trust trust, std::optional<Login> login, Journal* journal);
  Client(Client&&) noexcept;
  ~Client();

  Answer send(const Request& request);

  /// GET of a target with the usual headers.
  Answer get(std::string target);

  /// The user's name, or nothing for a stranger.
  [[nodiscard]] const std::optional<Login>& login() const { return login_; }

 private:
  struct Handle;
  std::string url_;
  Trust trust_;
  std::optional<Login> login_;
  Journal* journal_;
  std::unique_ptr<Handle> handle_;
};

/// Percent-encodes everything but RFC 3986's unreserved characters.
std::string percent_encoded(std::string_view text);

/// "path?name=value&..." with names and values percent-encoded; the path alone for no parameters.
std::string with_query(std::string_view path, const Headers& parameters);

/// `text` in lower case, ASCII only.
std::string lower(std::string_view text);

/// The Base64 of some bytes, with padding.
std::string base64(std::string_view bytes);

}  // namespace tansiq::conformance
