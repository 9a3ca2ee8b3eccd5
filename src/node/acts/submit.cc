#include "node/acts/submit.h"

#include <fmt/format.h>

#include "node/access.h"
#include "node/acts/publish.h"
#include "node/incoming.h"
#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

Result<store::Submission> submit(Node& node, const Actor& actor, const HandingIn& handing_in) {
  if (auto may = permit(actor, rules::submit); !may) return fail(may);
  store::Submission submission;
  std::string collection;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    const auto access = find(**reader, actor, handing_in.collection, Need::write);
    if (!access) return fail(access);
    if (access->collection.kind != store::Collection::Kind::submissions)
      return fail(Fault::unsupported, "nothing is handed in there", "collection");
    submission.collection = access->collection.number;
    collection = access->collection.id;
  }
  const auto content = read_envelope(node, handing_in.content);
  if (!content) return fail(content);
  std::size_t bytes = 0;
  for (const auto& object : content->objects) {
    bytes += object.bytes.size();
    ++submission.successes_count;
    if (content->objects.size() <= most_listed_successes)
      submission.successes.push_back({object.id, object.version, {}});
  }
  for (const auto& rejected : content->rejected)
    submission.failures.push_back({rejected.id, rejected.version, message_of(rejected)});
  submission.id = base::random_uuid();
  submission.principal = actor.principal;
  const auto entry = entry_of(actor, rules::submit, collection,
                              fmt::format("handed in {}, refused {}, submission {}", content->objects.size(),
                                          content->rejected.size(), submission.id));
  auto written = node.store.write(bytes, [&](store::Transaction& transaction) -> Result<> {
    const auto waiting = transaction.waiting(actor.principal);
    if (!waiting) return fail(waiting);
    if (waiting->objects + static_cast<std::int64_t>(content->objects.size()) > most_waiting_objects ||
        waiting->bytes + static_cast<std::int64_t>(bytes) > most_waiting_bytes)
      return fail(Fault::too_large, "too much of what you handed in still waits", {},
                  "send more when officers have looked at it");
    if (auto appended = transaction.append(entry); !appended) return fail(appended);
    for (const auto& object : content->objects)
      if (auto kept = transaction.submit(actor.principal, submission.id, object); !kept) return fail(kept);
    submission.requested = transaction.now();
    return transaction.put(submission);
  });
  if (!written) return fail(written);
  return submission;
}

}  // namespace tansiq::node::acts
