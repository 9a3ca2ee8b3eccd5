#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "faults/node_process.h"

namespace tansiq::faults {

/// What came back on a raw connection.
struct RawAnswer {
  int status = 0;       ///< of the first answer; 0 when none came
  std::string text;     ///< everything that came
  bool closed = false;  ///< the server ended the connection

  /// How many HTTP answers are in `text`.
  [[nodiscard]] int answers() const;
};

/// A TLS connection on which anything can be sent, in any pieces. For one thread.
class RawConnection {
 public:
  /// Without TLS where `tls` is false. Not connected() when nobody listens or the handshake fails.
  explicit RawConnection(const Access& access, bool tls = true);
  ~RawConnection();
  RawConnection(RawConnection&&) noexcept;
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  [[nodiscard]] bool connected() const;

  /// False when the server no longer takes anything, or not within five seconds.
  bool write(std::string_view bytes);

  /// Reads until the server closes, `until` stands in what came, or the time is over.
  RawAnswer read(int patience_ms, std::string_view until = {});

  /// No more will be sent (half-close); the server may still answer.
  void finish_writing();

 private:
  struct Socket;
  std::unique_ptr<Socket> socket_;
};

/// "Authorization: Basic ...\r\n" and "Host: ...\r\n" for a node.
std::string authorization(const Access& access);
std::string host(const Access& access);

}  // namespace tansiq::faults
