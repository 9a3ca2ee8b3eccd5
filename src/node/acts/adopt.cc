#include "node/acts/adopt.h"

#include <algorithm>
#include <fmt/format.h>

#include "node/access.h"
#include "node/incoming.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

/// What waits of a submission and is meant.
Result<std::vector<store::Submitted>> waiting_of(store::Reader& reader, const WhichSubmitted& which,
                                                 bool with_bytes) {
  if (which.submission.empty()) return fail(Fault::invalid, "no submission is named", "id");
  store::SubmittedFilter filter;
  filter.submission = which.submission;
  filter.with_bytes = with_bytes;
  filter.limit = SIZE_MAX;
  auto waiting = reader.submitted(filter);
  if (!waiting) return fail(waiting);
  if (!which.ids.empty())
    std::erase_if(*waiting, [&](const store::Submitted& one) {
      return std::find(which.ids.begin(), which.ids.end(), one.id) == which.ids.end();
    });
  if (waiting->empty())
    return fail(Fault::not_found, "nothing of this waits", "id", "tansiq submission list");
  return waiting;
}

Result<std::string> caller_of(store::Reader& reader, const std::vector<store::Submitted>& objects) {
  const auto principal = reader.principal(objects.front().principal);
  if (!principal) return fail(principal);
  return principal->has_value() ? (*principal)->name : std::string("an account that is gone");
}

std::vector<std::int64_t> numbers_of(const std::vector<store::Submitted>& objects) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(objects.size());
  for (const auto& object : objects) numbers.push_back(object.number);
  return numbers;
}

Result<stix::Object> read_submitted(const store::Submitted& submitted) {
  auto object = reader_of_this_thread().read_object(submitted.bytes);
  if (!object) return fail(Fault::internal, "a submitted object does not read back");
  return object;
}

void count(Adopted& adopted, store::Added added, const std::string& id) {
  switch (added) {
    case store::Added::created:
      ++adopted.created;
      break;
    case store::Added::version:
      ++adopted.versions;
      break;
    case store::Added::same:
      ++adopted.same;
      break;
    case store::Added::conflict:
      ++adopted.conflicts;
      adopted.conflict_ids.push_back(id);
      break;
  }
}

}  // namespace

Result<Adopted> adopt(Node& node, const Actor& actor, const Adoption& adoption) {
  if (auto may = permit(actor, rules::adopt); !may) return fail(may);
  if (auto checked = base::check_line(adoption.reason, most_line_bytes, "reason"); !checked)
    return fail(checked);
  std::optional<store::Handling> handling;
  if (adoption.handling && !adoption.handling->empty()) {
    const auto normal = handling::normal(*adoption.handling);
    if (!normal) return fail(normal);
    handling = store::Handling{handling::render(*normal), normal->review};
  }
  Adopted adopted;
  auto written = node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    const auto where = find(transaction, actor, adoption.collection, Need::read);
    if (!where) return fail(where);
    const auto objects = waiting_of(transaction, adoption.which, true);
    if (!objects) return fail(objects);
    const auto caller = caller_of(transaction, *objects);
    if (!caller) return fail(caller);
    const auto act = transaction.append(entry_of(
        actor, rules::adopt, adoption.which.submission,
        fmt::format("{} objects into {}, brought by {}, unverified{}{}", objects->size(),
                    where->collection.id, *caller, adoption.reason.empty() ? "" : ": ", adoption.reason)));
    if (!act) return fail(act);
    std::optional<std::int64_t> handling_number;
    if (handling) {
      const auto interned = transaction.intern(*handling);
      if (!interned) return fail(interned);
      handling_number = *interned;
    }
    for (const auto& submitted : *objects) {
      const auto object = read_submitted(submitted);
      if (!object) return fail(object);
      const auto added =
          transaction.add({where->collection.number, store::own_service, &*object, handling_number}, *act);
      if (!added) return fail(added);
      count(adopted, *added, object->id);
    }
    return transaction.settle_submitted(numbers_of(*objects), store::Submitted::State::adopted);
  });
  if (!written) return fail(written);
  return adopted;
}

Result<std::size_t> drop_submitted(Node& node, const Actor& actor, const WhichSubmitted& which,
                                   const std::string& reason) {
  if (auto may = permit(actor, rules::adopt); !may) return fail(may);
  if (auto checked = base::check_line(reason, most_line_bytes, "reason"); !checked) return fail(checked);
  std::size_t dropped = 0;
  auto written = node.store.write(0, [&](store::Transaction& transaction) -> Result<> {
    const auto objects = waiting_of(transaction, which, false);
    if (!objects) return fail(objects);
    const auto caller = caller_of(transaction, *objects);
    if (!caller) return fail(caller);
    const auto act =
        transaction.append(entry_of(actor, rules::adopt, which.submission,
                                    fmt::format("dropped {} objects, brought by {}{}{}", objects->size(),
                                                *caller, reason.empty() ? "" : ": ", reason)));
    if (!act) return fail(act);
    dropped = objects->size();
    return transaction.settle_submitted(numbers_of(*objects), store::Submitted::State::dropped);
  });
  if (!written) return fail(written);
  return dropped;
}

}  // namespace tansiq::node::acts
