#include "node/acts/raise_warning.h"

#include "node/duty/thread_book.h"
#include "node/duty/work_objects.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// Silence can only be told from an answer where there is still time to answer.
Result<> check_deadline(const boost::json::object& properties, Time now) {
  const auto* by = properties.if_contains("acknowledge_by");
  const auto time = by == nullptr || !by->is_string()
                        ? fail(Fault::invalid, "it does not say by when somebody must acknowledge it")
                        : base::parse_time(std::string(by->get_string()));
  if (!time)
    return fail(Fault::invalid, time.error().what, "/acknowledge_by", "an instant, 2026-05-01T11:00:00Z");
  if (*time <= now)
    return fail(Fault::invalid, "the time to acknowledge it has passed", "/acknowledge_by", "a time to come");
  return {};
}

}  // namespace

Result<SentWork> raise_warning(Node& node, const Actor& actor, const WarningWanted& wanted) {
  if (auto may = permit(actor, rules::raise_warning); !may) return fail(may);
  auto properties = properties_of(wanted.properties);
  if (!properties) return fail(properties);
  const auto now = node.clock();
  if (auto checked = check_deadline(*properties, now); !checked) return fail(checked);
  Recipients recipients;
  std::vector<desk::Service> addressed;
  desk::Service me;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    const auto* own = (*directory)->own();
    if (own == nullptr) return fail(Fault::not_found, "this node has no card yet", {}, "tansiq card show");
    me = exchange::identity_of(own->service());
    auto found = find_recipients(**directory, wanted.addressees);
    if (!found) return fail(found);
    recipients = *std::move(found);
    for (const auto number : recipients.partners) {
      const auto* peer = (*directory)->find(number);
      if (peer->is_reader())
        return fail(Fault::invalid, "a TAXII reader has nobody who could acknowledge", "to", peer->label());
      addressed.push_back(exchange::identity_of(peer->service()));
    }
  }
  const auto warning = warning_of(*std::move(properties), addressed, {me, now});
  if (!warning) return fail(warning);
  return file_and_release(node, actor, rules::raise_warning, *warning, wanted.handling, recipients,
                          "warning");
}

}  // namespace tansiq::node::acts
