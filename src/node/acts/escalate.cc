#include "node/acts/escalate.h"

#include <fmt/format.h>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "node/duty/shift_book.h"
#include "node/duty/thread_book.h"
#include "node/journaling.h"
#include "node/partners/papers.h"

namespace tansiq::node::acts {

using base::fail;
using Why = desk::Step::Why;

namespace {

constexpr std::string_view actor = "node";

/// A step that is due and was not taken.
struct Due {
  std::string paper;  ///< the subject under which it is noted
  std::string root;
};

/// What is told together: nothing real together with an exercise.
using Bundle = std::tuple<desk::Nature, Why, std::string>;

struct Found {
  std::string officer;  ///< on duty
  std::map<Bundle, std::vector<Due>> due;
  std::optional<Time> next;
};

Result<bool> is_taken(store::Reader& reader, const std::string& paper) {
  const auto papers = reader.exchange().papers(paper::step_taken, paper);
  if (!papers) return fail(papers);
  return !papers->empty();
}

Result<Found> find_due(Node& node, const desk::Ladder& ladder) {
  Found found;
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  if ((*directory)->own() == nullptr) return found;
  const auto now = node.clock();
  const auto changes = shift_changes(**reader, usual_post);
  if (!changes) return fail(changes);
  found.officer = desk::on_duty(desk::roster_of(*changes), usual_post, now).value_or("");
  auto looked = node.threads->look(**reader, **directory, now, [&](ThreadBook::View& view) -> Result<> {
    for (const auto& [thread, since] : view.awaiting()) {
      const auto escalation = desk::escalate(thread, view.me(), ladder, since, now);
      if (escalation.changes_at && (!found.next || *escalation.changes_at < *found.next))
        found.next = escalation.changes_at;
      for (const auto& step : escalation.due) {
        auto paper = base::to_hex(base::view(base::sha256(step.id)));
        const auto taken = is_taken(**reader, paper);
        if (!taken) return fail(taken);
        const auto& who = step.who.empty() ? ladder.rungs.front().who : step.who;
        if (!*taken) found.due[{thread.nature, step.why, who}].push_back({std::move(paper), thread.key.root});
      }
    }
    return {};
  });
  if (!looked) return fail(looked);
  return found;
}

Result<> note(Node& node, const Notice& notice, const std::vector<Due>& steps) {
  return node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    for (const auto& step : steps) {
      journal::Act act;
      act.act = rules::escalate.act;
      act.actor = actor;
      act.subject = step.root;
      act.detail = fmt::format("{} {}", name_of(notice.why), notice.who);
      if (notice.nature != desk::Nature::actual)
        act.detail = fmt::format("{}: {}", desk::name_of(notice.nature), act.detail);
      const auto entry = transaction.append(act);
      if (!entry) return fail(entry);
      if (auto put = put_paper(
              transaction, {std::string(paper::step_taken), step.paper, 1, {}, transaction.now(), *entry});
          !put)
        return put;
    }
    return {};
  });
}

}  // namespace

std::string_view name_of(Why why) {
  switch (why) {
    case Why::unacknowledged:
      return "unacknowledged";
    case Why::silent_service:
      return "silent-service";
    case Why::sender_knows:
      return "sender-knows";
  }
  return {};
}

std::string sentence(const Notice& notice) {
  const auto what = [&] {
    switch (notice.why) {
      case Why::unacknowledged:
        return "to be acknowledged here";
      case Why::silent_service:
        return "for a partner's acknowledgement, which is overdue";
      case Why::sender_knows:
        return "to be acknowledged here, and who asked sees that it is overdue";
    }
    return "";
  };
  const auto nature = notice.nature == desk::Nature::exercise ? "EXERCISE: "
                      : notice.nature == desk::Nature::test   ? "TEST: "
                                                              : "";
  return fmt::format("{}{}: {} {} {}", nature, notice.who, notice.count,
                     notice.count == 1 ? "thing waits" : "things wait", what());
}

Result<Escalated> escalate(Node& node, const desk::Ladder& ladder, const Tell& tell) {
  const auto found = find_due(node, ladder);
  if (!found) return fail(found);
  Escalated escalated{0, found->next};
  Result<> told;
  for (const auto& [bundle, steps] : found->due) {
    const auto& [nature, why, who] = bundle;
    const Notice notice{who, why, nature, steps.size(), found->officer};
    if (auto one = tell(notice); !one) {
      if (told) told = std::move(one);
      continue;
    }
    if (auto noted = note(node, notice, steps); !noted) return fail(noted);
    escalated.steps += steps.size();
  }
  if (!told) return fail(told);
  return escalated;
}

}  // namespace tansiq::node::acts
