#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tansiq::conformance {

/// A request as the self-test's server sees it.
struct TinyRequest {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;

  /// All values of a header, joined by commas; empty when it is not there.
  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
};

struct TinyResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// HTTP/1.1 without TLS on a free port of the loopback, a thread for each connection; just enough for the
/// self-test.
class TinyHttp {
 public:
  using Handler = std::function<TinyResponse(const TinyRequest&)>;

  /// Listens at once; the handler is called by many threads.
  explicit TinyHttp(Handler handler);
  ~TinyHttp();
  TinyHttp(const TinyHttp&) = delete;
  TinyHttp& operator=(const TinyHttp&) = delete;

  /// "http://127.0.0.1:PORT".
  [[nodiscard]] std::string url() const;

 private:
  void accept_all();
  void serve(int socket);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::mutex lock_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace tansiq::conformance
