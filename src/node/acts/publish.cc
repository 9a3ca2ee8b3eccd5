#include "node/acts/publish.h"

#include <fmt/format.h>
#include <utility>

#include "node/access.h"
#include "node/held.h"
#include "node/incoming.h"
#include "node/journaling.h"
#include "node/partners/deciding_anew.h"

namespace tansiq::node::acts {
namespace {

using base::fail;
using base::Fault;

/// How often old submissions are dropped; the work is done inside some publication's commit.
constexpr std::chrono::minutes forget_every{10};

/// Versions of one object that are looked through for a handling.
constexpr std::size_t most_versions = 1000;

/// A line that cannot be read at all, as the rejection of its object.
stix::Rejected rejected_line(std::size_t index, const base::Error& error) {
  stix::Rejected rejected;
  rejected.index = index;
  rejected.problems.push_back(
      {.pointer = "", .what = error.text(), .expected = "one JSON object", .warning = false});
  return rejected;
}

/// Reads one object a line; blank lines are skipped and not counted.
Result<stix::Content> read_lines(stix::Reader& reader, std::string_view text, const stix::Limits& limits) {
  stix::Content all;
  std::size_t index = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (index == limits.objects)
      return fail(Fault::too_large, fmt::format("more than {} objects", limits.objects), {},
                  "send fewer at a time");
    auto content = reader.read(line, limits);
    if (content && content->wrapping != stix::Wrapping::object)
      content = fail(Fault::invalid, "is a list of objects");
    if (!content) {
      all.rejected.push_back(rejected_line(index, content.error()));
    } else if (!content->objects.empty()) {
      all.objects.push_back(std::move(content->objects.front()));
      all.index.push_back(index);
    } else if (!content->rejected.empty()) {
      all.rejected.push_back(std::move(content->rejected.front()));
      all.rejected.back().index = index;
    }
    ++index;
  }
  return all;
}

Result<stix::Content> read_content(const Node& node, const Publication& publication) {
  if (publication.form == Publication::Form::envelope) return read_envelope(node, publication.content);
  if (auto fits = check_size(node, publication.content); !fits) return fail(fits);
  stix::Reader& reader = reader_of_this_thread();
  if (publication.form == Publication::Form::lines)
    return read_lines(reader, publication.content, limits_of(node));
  return reader.read(publication.content, limits_of(node));
}

/// What is known before anything is stored.
Published read_so_far(const stix::Content& content) {
  Published published;
  published.read = content.objects.size() + content.rejected.size();
  published.rejected = content.rejected.size();
  published.rejections = content.rejected;
  for (const auto& object : content.objects) {
    published.bytes += object.bytes.size();
    published.warnings += object.warnings.size();
  }
  for (const auto& rejected : content.rejected)
    published.submission.failures.push_back({rejected.id, rejected.version, message_of(rejected)});
  return published;
}

void count(Published& published, store::Added added, const stix::Object& object, Time now, std::int64_t act) {
  auto& submission = published.submission;
  switch (added) {
    case store::Added::created:
      ++published.created;
      break;
    case store::Added::version:
      ++published.versions;
      break;
    case store::Added::same:
      ++published.same;
      break;
    case store::Added::conflict:
      ++published.conflicts;
      published.conflict_list.push_back({object.id, object.version, store::own_service, now, act, {}});
      submission.failures.push_back(
          {object.id, object.version,
           "this version is held with other content; kept beside as a conflict, give it a later 'modified'"});
      return;
  }
  ++submission.successes_count;
  if (submission.successes_count <= most_listed_successes)
    submission.successes.push_back({object.id, object.version, {}});
}

/// Gives a version that came without handling the one that stands beside the version added before it: what
/// was said about who may get an object is not lost because a tool sends the object anew.
Result<> inherit_handling(store::Transaction& transaction, std::int64_t collection,
                          const stix::Object& object, std::int64_t act) {
  const auto versions = load_versions(transaction, collection, object.id, most_versions);
  if (!versions) return fail(versions);
  const HeldRecord* added = nullptr;
  std::int64_t handling = 0;
  for (const auto& version : *versions) {
    if (version.version == object.version && version.act == act)
      added = &version;
    else if (version.handling != 0)
      handling = version.handling;
  }
  if (added == nullptr || handling == 0) return {};
  return transaction.set_handling(added->number, handling, act);
}

/// Whether somebody may get this at once: a later version goes to who holds an earlier one, a new record
/// where a standing rule says so.
Result<bool> may_go_out(store::Transaction& transaction, bool has_rules, store::Added added,
                        const stix::Object& object) {
  if (added != store::Added::created && added != store::Added::version) return false;
  if (has_rules) return true;
  if (added == store::Added::created) return false;
  return transaction.released(object.id);
}

/// What the fanning out wants to know of an object that was added.
Filed filed_as(store::Added added, const stix::Object& object) {
  Filed filed{object.id, added == store::Added::created, {}};
  if (const auto view = handling::RecordView::read(object.bytes))
    for (const auto& mention : view->mentions()) filed.names.push_back(mention.id);
  return filed;
}

/// Adds the objects with their act's number, and gathers what may go out at once.
Result<> add_all(store::Transaction& transaction, const stix::Content& content, std::int64_t collection,
                 std::optional<std::int64_t> handling, std::int64_t act, bool has_rules, Published& published,
                 std::vector<Filed>& filed) {
  for (const auto& object : content.objects) {
    const store::NewRecord record{collection, store::own_service, &object, handling};
    const auto added = transaction.add(record, act);
    if (!added) return fail(added);
    count(published, *added, object, transaction.now(), act);
    const auto goes = may_go_out(transaction, has_rules, *added, object);
    if (!goes) return fail(goes);
    if (*goes) filed.push_back(filed_as(*added, object));
    if (*added != store::Added::version || handling) continue;
    if (auto inherited = inherit_handling(transaction, collection, object, act); !inherited) return inherited;
  }
  return {};
}

/// Now and then drops the submissions that have been kept long enough.
Result<> forget_old(Node& node, store::Transaction& transaction) {
  const auto now = transaction.now().time_since_epoch().count();
  const auto every = std::chrono::microseconds(forget_every).count();
  if (now - node.submissions_forgotten.load() < every) return {};
  const auto forgotten = transaction.forget_submissions(transaction.now() - submission_kept);
  if (!forgotten) return fail(forgotten);
  node.submissions_forgotten.store(now);
  return {};
}

}  // namespace

Result<Published> publish(Node& node, const Actor& actor, const Publication& publication) {
  if (auto may = permit(actor, rules::publish); !may) return fail(may);
  std::optional<store::Handling> handling;
  if (publication.handling && !publication.handling->empty()) {
    const auto normal = handling::normal(*publication.handling);
    if (!normal) return fail(normal);
    handling = store::Handling{handling::render(*normal), normal->review};
  }
  store::Collection collection;
  {
    const auto reader = node.store.read();
    if (!reader) return fail(reader);
    auto access = find(**reader, actor, publication.collection, Need::write);
    if (!access) return fail(access);
    collection = std::move(access->collection);
    if (collection.kind != store::Collection::Kind::records)
      return fail(Fault::unsupported, "what is handed in there is not filed", "collection",
                  "POST it by TAXII");
  }
  const auto content = read_content(node, publication);
  if (!content) return fail(content);
  const Published before = read_so_far(*content);
  const std::string id = base::random_uuid();
  const std::string detail =
      fmt::format("{}read {}, refused {}, {}", publication.dry_run ? "dry run: " : "", before.read,
                  before.rejected, publication.dry_run ? "nothing kept" : "submission " + id);
  const auto entry = entry_of(actor, rules::publish, collection.id, detail);
  if (publication.dry_run)
    if (auto entered = enter(node, entry); !entered) return fail(entered);

  Published published;
  bool dry_run_done = false;
  auto written =
      commit(node, before.bytes, [&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
        published = before;
        const auto act = transaction.append(entry);
        if (!act) return fail(act);
        published.act = *act;
        std::optional<std::int64_t> handling_number;
        if (handling) {
          const auto interned = transaction.intern(*handling);
          if (!interned) return fail(interned);
          handling_number = *interned;
        }
        std::vector<Filed> filed;
        const bool has_rules = has_standing_rules(outgoing.directory());
        if (auto added = add_all(transaction, *content, collection.number, handling_number, *act, has_rules,
                                 published, filed);
            !added)
          return fail(added);
        // Filing and fanning out are one commit: what a standing rule releases is in every outbox or in none.
        if (!filed.empty()) {
          const auto fanned = fan_out(transaction, outgoing, actor.name, filed);
          if (!fanned) return fail(fanned);
          published.released = fanned->released;
          published.recalled = fanned->recalled;
        }
        // A dry run is the real run, taken back: it sees what two equal objects in one file would do to each
        // other.
        dry_run_done = publication.dry_run;
        if (dry_run_done) return fail(Fault::conflict, "a dry run keeps nothing");
        auto& submission = published.submission;
        submission.id = id;
        submission.principal = actor.principal;
        submission.collection = collection.number;
        submission.requested = transaction.now();
        if (submission.successes_count > most_listed_successes) submission.successes.clear();
        if (auto put = transaction.put(submission); !put) return fail(put);
        return forget_old(node, transaction);
      });
  if (!written && !dry_run_done) return fail(written);
  if (dry_run_done) published.act = 0;
  return published;
}

Result<store::Submission> submission(Node& node, const Actor& actor, std::string_view id) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  auto found = (*reader)->submission(id);
  if (!found) return fail(found);
  if (!found->has_value() || (*found)->principal != actor.principal)
    return fail(Fault::not_found, "there is no such submission", "id");
  return std::move(**found);
}

}  // namespace tansiq::node::acts
