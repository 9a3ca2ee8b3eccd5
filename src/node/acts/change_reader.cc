#include "node/acts/change_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "node/enrolment.h"
#include "node/journaling.h"
#include "node/partners/named_partner.h"
#include "node/partners/outgoing.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

const Rule& rule_for(const ReaderChange& change) {
  const bool only_disables =
      change.disabled.value_or(false) && !change.expires && !change.purpose && !change.password;
  return only_disables ? rules::disable_reader : rules::change_reader;
}

/// What changes, for the journal: never the password itself.
std::string described(const std::string& name, const ReaderChange& change, const std::string& reason) {
  std::vector<std::string> parts = {name};
  if (change.disabled) parts.emplace_back(*change.disabled ? "disabled" : "enabled");
  if (change.expires)
    parts.push_back(*change.expires ? "expires " + base::format_time(**change.expires, 0) : "never expires");
  if (change.purpose) parts.emplace_back("new standing purpose");
  if (change.password) parts.emplace_back("new password");
  if (!reason.empty()) parts.push_back(reason);
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

Result<ReaderShown> change_reader(Node& node, const Actor& actor, const std::string& name,
                                  const ReaderChange& change, const std::string& reason) {
  const auto& rule = rule_for(change);
  if (auto may = permit(actor, rule); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  PrincipalChange of_account;
  of_account.disabled = change.disabled;
  of_account.expires = change.expires;
  of_account.purpose = change.purpose;
  of_account.password = change.password;
  // The password is hashed here, not on the writer's thread.
  const auto checked = changed(store::Principal{}, of_account);
  if (!checked) return fail(checked);
  of_account.password.reset();

  ReaderShown result;
  auto written =
      commit(node, name.size(), [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        const auto peer = partner_named(outgoing.directory(), name);
        if (!peer) return fail(peer);
        if (!(*peer)->is_reader())
          return fail(Fault::not_found, "this partner is no TAXII reader", "name", "tansiq partner");
        auto partner = (*peer)->partner;
        const auto before =
            find_principal(transaction, store::Principal::Kind::account, (*peer)->reader->account);
        if (!before) return fail(before);
        auto after = changed(*before, of_account);
        if (!after) return fail(after);
        if (change.password) after->password_hash = checked->password_hash;
        const auto entry = transaction.append(entry_of(actor, rule, exchange::to_text(partner.service),
                                                       described(partner.label, change, reason)));
        if (!entry) return fail(entry);
        if (auto put = transaction.put(*after); !put) return fail(put);
        if (change.disabled && *change.disabled != partner.suspended) {
          partner.suspended = *change.disabled;
          if (auto put = transaction.exchange_writer().put(partner); !put) return fail(put);
          if (auto noted = directory_changed(transaction); !noted) return noted;
          if (auto fresh = outgoing.refresh(*node.directories); !fresh) return fresh;
          if (!partner.suspended)
            if (auto queued = outgoing.queue({0, transaction.now(), {}, partner.number, "resumed"}); !queued)
              return queued;
        }
        auto shown = reader_shown(transaction, *outgoing.directory().find(partner.number));
        if (!shown) return fail(shown);
        result = std::move(*shown);
        return {};
      });
  if (!written) return fail(written);
  return result;
}

}  // namespace tansiq::node::acts
