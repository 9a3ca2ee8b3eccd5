#include "node/partners/erased_list.h"

#include <fstream>
#include <iterator>
#include <mutex>

#include "node/durable_file.h"
#include "node/partners/identity.h"
#include "node/partners/signing.h"

namespace tansiq::node {

using base::fail;

namespace {

/// Node::erased must be held.
Result<exchange::Erasures> read_list(Node& node, const Directory& directory) {
  const auto& own = directory.own()->service();
  exchange::Erasures list(own);
  if (node.erased_file.empty() || !node.identity) return list;
  std::ifstream in(node.erased_file, std::ios::binary);
  if (!in.is_open()) return list;
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) return fail(base::Fault::internal, "cannot be read", node.erased_file);
  return exchange::Erasures::read(text, own, node.identity->public_keys());
}

}  // namespace

Result<> note_erased(Node& node, const Directory& directory, const std::vector<exchange::RecordKey>& keys) {
  if (node.erased_file.empty() || keys.empty() || directory.own() == nullptr) return {};
  const std::lock_guard lock(node.erased);
  auto list = read_list(node, directory);
  if (!list) return fail(list);
  for (const auto& key : keys)
    list->add(directory.own()->service(), key, base::random_bytes(exchange::salt_size));
  const auto key = own_key(node, directory);
  if (!key) return fail(key);
  return put_durably(node.erased_file, list->sign(**key).text());
}

Result<exchange::Erasures> erased_list(Node& node, const Directory& directory) {
  const std::lock_guard lock(node.erased);
  return read_list(node, directory);
}

}  // namespace tansiq::node
