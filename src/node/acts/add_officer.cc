#include "node/acts/add_officer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;

Result<Enrolment> add_officer(Node& node, const Actor& actor, const NewOfficer& officer) {
  if (auto may = permit(actor, rules::add_officer); !may) return fail(may);
  if (auto checked = check_name(officer.name); !checked) return fail(checked);
  store::Principal blank;
  blank.kind = store::Principal::Kind::officer;
  blank.name = officer.name;
  PrincipalChange change;
  change.roles = officer.roles;
  if (!officer.password.empty()) change.password = officer.password;
  change.expires = officer.expires;
  auto principal = changed(std::move(blank), change);
  if (!principal) return fail(principal);

  Enrolment enrolment;
  auto written = node.store.write(officer.name.size(), [&](store::Transaction& transaction) -> Result<> {
    if (auto free = check_free(transaction, officer.name); !free) return free;
    const auto entry = transaction.append(entry_of(
        actor, rules::add_officer, officer.name, fmt::format("roles {}", fmt::join(principal->roles, ", "))));
    if (!entry) return fail(entry);
    store::Principal added = *principal;
    added.created = transaction.now();
    const auto number = transaction.put(added);
    if (!number) return fail(number);
    added.number = *number;
    auto enrolled = enrolment_of(transaction, std::move(added));
    if (!enrolled) return fail(enrolled);
    enrolment = std::move(*enrolled);
    return {};
  });
  if (!written) return fail(written);
  return enrolment;
}

}  // namespace tansiq::node::acts
