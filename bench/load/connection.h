#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace tansiq::load {

/// Where the node is and who asks.
struct Target {
  std::string url;         ///< https://host:port, or http:// for a server without TLS
  std::string api_root;    ///< "/api/"
  std::string collection;  ///< id
  std::string user;
  std::string password;
  std::string token = {};         ///< where it is set, it stands for user and password
  std::string header_lines = {};  ///< further ones, each with its line end

  [[nodiscard]] std::string objects() const { return api_root + "collections/" + collection + "/objects/"; }
};

/// The parts of an answer that a measurement looks at. The views live until the next request.
struct Reply {
  int status = 0;
  std::string_view head;
  std::string_view body;

  /// Value of a header given in lower case; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// One keep-alive connection that blocks, with as little work for each request as a client can have: the
/// server is to be measured, and both share the machine. The certificate is not judged. For one thread.
class Connection {
 public:
  static base::Result<Connection> open(const Target& target);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// GET of a path with query. Fault::unavailable when the connection breaks.
  base::Result<Reply> get(std::string_view path);

  /// POST of a TAXII envelope, or of another kind of content.
  base::Result<Reply> post(std::string_view path, std::string_view body,
                           std::string_view media = "application/taxii+json;version=2.1");

 private:
  struct Socket;
  Connection();
  base::Result<Reply> exchange(std::string_view body);
  base::Result<std::size_t> receive_more();

  std::unique_ptr<Socket> socket_;
  std::string common_;  ///< header lines that every request has
  std::string request_;
  std::string buffer_;
};

}  // namespace tansiq::load
