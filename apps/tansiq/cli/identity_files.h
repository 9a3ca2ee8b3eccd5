#pragma once

/// A service's root key, which is kept offline, and what is made with it.

#include <string>
#include <string_view>
#include <vector>

#include "exchange/card.h"
#include "node/node.h"

namespace tansiq::cli {

/// The root key of a new identity, in its folder of keys: to be taken away from the node.
inline constexpr const char* root_file_name = "root.secret";

/// What a service says of itself on its first card.
struct FirstCard {
  std::string keys_folder;
  std::string name, country, url;
  base::Digest tls{};  ///< of the node's certificate
};

struct NewIdentity {
  exchange::ServiceId service{};
  std::string root_file;
};

/// Draws root and signing key, writes both into the folder of keys, and takes the first card into use.
/// Fault::invalid where the card would not read back.
base::Result<NewIdentity> begin_identity(node::Node& node, std::string_view officer, const FirstCard& card);

/// Reads a root key. Refuses a file that other users can read.
base::Result<exchange::SigningKey> read_root_key(const std::string& file);
/// Writes one to a new file that only its owner reads. Fault::conflict where the file is there already.
base::Result<> write_root_key(const exchange::SigningKey& key, const std::string& file);

}  // namespace tansiq::cli
