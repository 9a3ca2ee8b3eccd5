#include "node/acts/acknowledge.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/duty/thread_book.h"
#include "node/duty/work_objects.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

Result<> may_answer(const desk::Thread& thread, const desk::Service& me) {
  if (thread.kind != &desk::warning)
    return fail(Fault::invalid, "this is no warning", "id", "tansiq thread show ID says what it is");
  const bool asked = std::any_of(thread.parts.begin(), thread.parts.end(),
                                 [&](const auto& part) { return part.service == me; });
  if (!asked) return fail(Fault::forbidden, "this service was not asked to acknowledge it", "id");
  if (thread.standing == desk::Standing::closed)
    return fail(Fault::conflict, fmt::format("it is closed: {}", thread.closed_by), "id");
  return {};
}

}  // namespace

Result<SentWork> acknowledge(Node& node, const Actor& actor, const Acknowledging& acknowledging) {
  if (auto may = permit(actor, rules::acknowledge); !may) return fail(may);
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
          auto found = view.find(**directory, acknowledging.warning, acknowledging.asker);
          if (!found) return fail(found);
          thread = *std::move(found);
          return {};
        });
    if (!looked) return fail(looked);
    if (auto answers = may_answer(thread, me); !answers) return fail(answers);
    const auto* asker = peer_of(**directory, thread.key.asker);
    auto found = find_recipients(**directory, {{asker->label()}, acknowledging.cell});
    if (!found) return fail(found);
    recipients = *std::move(found);
  }
  const auto object =
      acknowledgement_of(thread, acknowledging.action, acknowledging.note, actor.name, {me, node.clock()});
  if (!object) return fail(object);
  return file_and_release(node, actor, rules::acknowledge, *object, acknowledging.handling, recipients, {});
}

}  // namespace tansiq::node::acts
