#include "node/secret.h"

namespace tansiq::node {

using base::fail;

namespace {

constexpr std::size_t secret_bytes = 32;

}  // namespace

Result<std::string> secret_for(Node& node, std::string_view use) {
  const std::string name = "secret." + std::string(use);
  const std::string fresh = base::to_hex(base::random_bytes(secret_bytes));
  std::string kept;
  auto written = node.store.write(fresh.size(), [&](store::Transaction& transaction) -> Result<> {
    auto held = transaction.setting(name);
    if (!held) return fail(held);
    kept = held->value_or(fresh);
    if (held->has_value()) return {};
    return transaction.put_setting(name, fresh);
  });
  if (!written) return fail(written);
  return base::from_hex(kept);
}

}  // namespace tansiq::node
