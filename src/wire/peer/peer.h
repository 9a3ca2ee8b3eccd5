#pragma once

/// The exchange with partners over the network: this node's port for them, and the streams of theirs that it
/// holds open. docs/wire.md section 9 says what goes over it.

#include <cstdint>
#include <memory>
#include <string>

#include "node/node.h"
#include "wire/http/http.h"
#include "wire/peer/follower.h"
#include "wire/route.h"

namespace tansiq::wire::peer {

struct Settings {
  std::string address = "127.0.0.1";  ///< to listen on
  std::uint16_t port = 8444;          ///< 0: any free one
  /// Something is said on every stream at least so often: a head, which shows that nothing is held back.
  std::uint32_t heartbeat_ms = 5'000;
  /// A partner that says nothing complete for so long is left and tried again.
  std::uint32_t silence_ms = 30'000;
  std::size_t workers = 8;  ///< threads that read for streams
  /// Told when something goes wrong with a partner; once, not at each try.
  std::function<void(const std::string& partner, const std::string& trouble)> report = {};
};

class Exchange {
 public:
  /// Begins to serve and to follow. Certificate, key and limits are those of the officers' port; the keys of
  /// partners are pinned by their cards alone. The node must outlive this. Faults as http::Server::start.
  static base::Result<std::unique_ptr<Exchange>> start(node::Node& node, const Settings& settings,
                                                       const http::Listen& officers,
                                                       const http::Limits& limits, Acts acts);
  virtual ~Exchange() = default;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual http::Counts counts() const = 0;
  virtual base::Result<> reload() = 0;
  /// Stops to follow, then to serve: http::Server::stop.
  virtual void stop(std::uint32_t grace_ms) = 0;
};

}  // namespace tansiq::wire::peer
