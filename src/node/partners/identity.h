#pragma once

/// With what this node signs. The cards that say which keys are its own lie in the store; the secret halves
/// lie in a folder beside it, one file a key, outside every backup.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"

namespace tansiq::node {

/// The node's signing keys. Safe from any thread.
class Identity {
 public:
  /// Reads every `KEY-ID.key` of a folder (64 hexadecimal digits: the seed). Fault::invalid where one is not
  /// the key that its name says; Fault::not_found where the folder has none.
  static base::Result<std::unique_ptr<Identity>> open(const std::string& folder);

  /// Draws a key and makes it durable in the folder (created where it is missing, mode 0700). It signs
  /// nothing before a card names it.
  static base::Result<exchange::PublicKey> generate(const std::string& folder);

  /// Draws a further key while the node runs.
  base::Result<exchange::PublicKey> generate();

  /// The first key of a card that this node has, or nullptr. It lives as long as the identity.
  const exchange::SigningKey* key_of(const exchange::Card& card) const;

  /// The public halves of all keys of the folder, those of earlier cards included.
  std::vector<exchange::PublicKey> public_keys() const;

 private:
  explicit Identity(std::string folder) : folder_(std::move(folder)) {}
  base::Result<> read();

  std::string folder_;
  mutable std::mutex mutex_;
  std::map<exchange::KeyId, exchange::SigningKey, std::less<>> keys_;  ///< only ever grows
};

struct Node;

/// Gives a node that has a card the keys of its folder, before its first act; does nothing to one without a
/// card. Fault::not_found or Fault::invalid where the folder has no keys, or wrong ones. Keys of earlier
/// cards alone are no error: the node runs, sends nothing, and a new card helps (own_key()).
base::Result<> open_identity(Node& node, const std::string& folder);

}  // namespace tansiq::node
