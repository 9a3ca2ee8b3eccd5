#include "node/node.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "node/credentials.h"
#include "node/duty/thread_book.h"
#include "node/name_index.h"
#include "node/partners/bell.h"
#include "node/partners/directory.h"
#include "node/partners/happenings.h"
#include "node/partners/identity.h"
#include "node/partners/pairs.h"
#include "node/proof/journal_log.h"

namespace tansiq::node {
namespace {

constexpr std::pair<Role, std::string_view> role_names[] = {{Role::analyst, "analyst"},
                                                            {Role::releasing_officer, "releasing-officer"},
                                                            {Role::duty_officer, "duty-officer"},
                                                            {Role::administrator, "administrator"},
                                                            {Role::oversight, "oversight"}};

}  // namespace

std::string_view name_of(Role role) {
  for (const auto& [value, name] : role_names)
    if (value == role) return name;
  return {};
}

Result<Role> role_named(std::string_view name) {
  for (const auto& [value, known] : role_names)
    if (known == name) return value;
  return base::fail(base::Fault::invalid, fmt::format("'{}' is no role", name), "roles",
                    "one of analyst, releasing-officer, duty-officer, administrator, oversight");
}

bool Actor::has(Role role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

Node::Node(store::Store& store_, base::Clock clock_, Limits limits_, std::string title_)
    : store(store_),
      clock(std::move(clock_)),
      limits(limits_),
      title(std::move(title_)),
      credentials(std::make_unique<Credentials>()),
      directories(std::make_unique<Directories>()),
      bell(std::make_unique<Bell>()),
      happenings(std::make_unique<Happenings>(clock)),
      pairs(std::make_unique<Pairs>()),
      threads(std::make_unique<ThreadBook>()),
      journal_log(std::make_unique<JournalLog>()) {}

Node::~Node() = default;

}  // namespace tansiq::node
