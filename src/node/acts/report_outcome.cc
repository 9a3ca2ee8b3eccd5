#include "node/acts/report_outcome.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/duty/thread_book.h"
#include "node/duty/work_objects.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// To whom a report of `me` goes.
Result<Addressees> addressees_of(const desk::Thread& thread, const desk::Service& me,
                                 const Directory& directory, const std::string& cell) {
  Addressees to{{}, cell};
  if (thread.key.asker != me) {
    const bool asked = std::any_of(thread.parts.begin(), thread.parts.end(),
                                   [&](const auto& part) { return part.service == me; });
    if (!asked) return fail(Fault::forbidden, "this service was not asked about it", "id");
    to.to.push_back(peer_of(directory, thread.key.asker)->label());
    return to;
  }
  for (const auto& part : thread.parts)
    if (const auto* peer = peer_of(directory, part.service)) to.to.push_back(peer->label());
  return to;
}

}  // namespace

Result<SentWork> report_outcome(Node& node, const Actor& actor, const OutcomeWanted& wanted) {
  if (auto may = permit(actor, rules::report_outcome); !may) return fail(may);
  auto properties = properties_of(wanted.properties);
  if (!properties) return fail(properties);
  Recipients recipients;
  desk::Thread thread;
  desk::Service me;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto directory = node.directories->of(**reader);
    if (!directory) return fail(directory);
    auto looked =
        node.threads->look(**reader, **directory, node.clock(), [&](ThreadBook::View& view) -> Result<> {
          me = view.me();
          auto found = view.find(**directory, wanted.warning, wanted.asker);
          if (!found) return fail(found);
          thread = *std::move(found);
          return {};
        });
    if (!looked) return fail(looked);
    if (thread.kind != &desk::warning && thread.kind != &desk::review)
      return fail(Fault::invalid, "this is neither a warning nor a review", "id");
    if (thread.kind == &desk::review && thread.key.asker == me)
      return fail(Fault::forbidden, "who asks what others held does not answer itself", "id",
                  "correct the report itself: tansiq record correct");
    const auto to = addressees_of(thread, me, **directory, wanted.cell);
    if (!to) return fail(to);
    auto found = find_recipients(**directory, *to);
    if (!found) return fail(found);
    recipients = *std::move(found);
  }
  const auto object = outcome_of(thread, *std::move(properties), actor.name, {me, node.clock()});
  if (!object) return fail(object);
  return file_and_release(node, actor, rules::report_outcome, *object, wanted.handling, recipients, {});
}

}  // namespace tansiq::node::acts
