#pragma once

/// Everything that a node shows to the outside: TAXII 2.1 below /taxii2/, /v1 for its officers, /healthz and
/// /metrics, over one HTTPS server; and the exchange with partners, over another.

#include <memory>

#include "node/node.h"
#include "wire/http/http.h"
#include "wire/peer/peer.h"
#include "wire/taxii/taxii.h"

namespace tansiq::wire {

struct Settings {
  http::Listen listen;
  http::Limits limits;
  std::size_t workers = 16;  ///< requests that may be worked on at once
  taxii::Presentation taxii;
  peer::Settings exchange;  ///< with partners; on a port of its own, where the node has keys (Node::identity)
};

/// A node that is being served. Stops when destroyed.
class Serving {
 public:
  /// Begins to serve the node, which must outlive this. The errors are those of http::Server::start and
  /// taxii::make_service.
  static base::Result<std::unique_ptr<Serving>> start(node::Node& node, const Settings& settings);

  virtual ~Serving() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// The port for partners; 0 where the node has no keys.
  [[nodiscard]] virtual std::uint16_t exchange_port() const = 0;
  /// Takes certificate and key anew from their files.
  virtual base::Result<> reload() = 0;
  /// See http::Server::stop.
  virtual void stop(std::uint32_t grace_ms) = 0;
};

}  // namespace tansiq::wire
