#include "node/journaling.h"

#include <utility>

namespace tansiq::node {

journal::Act entry_of(const Actor& actor, const Rule& rule, std::string_view subject, std::string detail) {
  journal::Act act;
  act.act = rule.act;
  act.actor = actor.name;
  act.subject = subject;
  act.purpose = actor.purpose.purpose;
  act.basis = actor.purpose.basis;
  act.case_id = actor.purpose.case_id;
  act.detail = std::move(detail);
  return act;
}

Result<std::int64_t> enter(Node& node, const journal::Act& entry) {
  std::int64_t number = 0;
  const std::size_t bytes = entry.subject.size() + entry.detail.size();
  auto written = node.store.write(bytes, [&](store::Transaction& transaction) -> Result<> {
    const auto appended = transaction.append(entry);
    if (!appended) return base::fail(appended);
    number = *appended;
    return {};
  });
  if (!written) return base::fail(written);
  return number;
}

}  // namespace tansiq::node
