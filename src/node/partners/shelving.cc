#include "node/partners/shelving.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

#include "exchange/exchange.h"
#include "exchange/fields.h"
#include "handling/conditions.h"
#include "node/held.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using base::Result;
using base::Time;

namespace {

constexpr std::string_view conditions_extension =
    "extension-definition--807709f3-8135-48b8-961b-74a457aa8b57";

/// Namespace of the ids of notes: with the reader's service id, which is random, in the name, an id says
/// nothing to whoever does not hold the note.
constexpr std::string_view note_namespace = "b3a4cf0e-6ef5-4f0b-9d0c-57e1a36f5b0d";

/// The marking-definitions of TLP 2.0 as OASIS publishes them, in the order of handling::Tlp.
constexpr std::string_view tlp_markings[] = {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
                                             "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                                             "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                                             "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
                                             "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"};

/// Something that stands on a shelf.
struct Standing {
  HeldRecord record;
  store::ShelfMark mark;
  store::ServiceNumber originator = store::own_service;
};

/// One reader's shelf and the envelope that changes it.
struct Shelf {
  store::Transaction& transaction;
  const Peer& reader;
  store::EnvelopeName release;

  Result<std::vector<Standing>> find(std::vector<std::string> ids) {
    store::Filter filter;
    filter.ids = std::move(ids);
    filter.versions = {.first = false, .last = false, .all = true, .exact = {}};
    filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
    filter.limit = SIZE_MAX;
    std::vector<Standing> found;
    const auto visited = transaction.exchange().visit_shelf(
        reader.number(), filter, false, [&](const store::RecordView& record, const store::ShelfMark& mark) {
          found.push_back({held(record), mark, record.originator});
          return true;
        });
    if (!visited) return fail(visited);
    return found;
  }

  Result<> put(const stix::Object& object, store::Shelved::Part part, store::ServiceNumber originator,
               bool recalls) {
    return transaction.exchange_writer().shelve({release, part, originator, &object, recalls});
  }

  Result<> take_away(const Standing& standing) {
    return transaction.exchange_writer().unshelve(standing.mark.release, standing.mark.part);
  }
};

/// A reader keeps its buffers, so each thread that writes has one.
Result<stix::Object> read_object(std::string_view json) {
  thread_local stix::Reader reader;
  auto object = reader.read_object(json);
  // What is released was valid when it was decided about, and what is made here is valid by its making.
  if (!object) return fail(Fault::internal, object.error().what, object.error().where);
  return object;
}

std::string note_of(const Peer& reader, std::string_view object) {
  return fmt::format("note--{}", base::uuid_v5(note_namespace, exchange::to_text(reader.service()) + " " +
                                                                   std::string(object)));
}

/// Milliseconds, as versions are written.
Time whole(Time time) {
  return std::chrono::floor<std::chrono::milliseconds>(time);
}

std::string text_of(Time time) {
  return base::format_time(time, 3);
}

/// A version later than all of these, and not before `now`.
Time version_after(const std::vector<const Standing*>& versions, Time now) {
  Time version = whole(now);
  for (const auto* standing : versions)
    if (const auto time = base::parse_time(standing->record.version))
      version = std::max(version, whole(*time) + std::chrono::milliseconds{1});
  return version;
}

/// `created` of an object, as it stands there; empty where it has none.
Result<std::string> created_of(std::string_view object) {
  std::string created;
  auto read = exchange::read_json(object, exchange::most_copy_bytes,
                                  [&](const exchange::json::Value& value) -> Result<> {
                                    const auto* member = value.find("created");
                                    if (member != nullptr && member->kind() == exchange::json::Kind::string)
                                      created = member->text();
                                    return {};
                                  });
  if (!read) return fail(read);
  return created;
}

std::string onward_words(handling::Onward onward) {
  switch (onward) {
    case handling::Onward::none:
      return "not to be passed on";
    case handling::Onward::ask:
      return "to be passed on only with the permission of its originator";
    case handling::Onward::cell:
      return "not to be passed on outside the cell";
  }
  return {};
}

std::string words_of(const handling::Conditions& conditions, std::string_view version) {
  std::string tlp(handling::name_of(conditions.tlp));
  std::transform(tlp.begin(), tlp.end(), tlp.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::string words = fmt::format("Conditions of release for version {}: TLP:{}; grade {}; use: {}", version,
                                  tlp, conditions.grade, fmt::join(conditions.uses, ", "));
  if (!conditions.purpose.empty()) words += "; purpose: " + conditions.purpose;
  words += "; " + onward_words(conditions.onward);
  if (conditions.review)
    words += "; not to be used after " + base::format_time(*conditions.review, 0) + " unless renewed";
  return words + ".";
}

std::string extension_of(const handling::Conditions& conditions, const std::string& version) {
  exchange::Writer writer;
  writer.text("extension_type", "property-extension");
  if (!conditions.grade.empty()) writer.text("grade", conditions.grade);
  writer.text("object_version", version).text("onward", handling::name_of(conditions.onward));
  if (!conditions.purpose.empty()) writer.text("purpose", conditions.purpose);
  if (conditions.review) writer.text("review", text_of(*conditions.review));
  return writer.text("tlp", handling::name_of(conditions.tlp)).texts("uses", conditions.uses).finish();
}

/// The note that says the conditions of one version of an object. Its own versions follow the releases.
std::string conditions_note(const std::string& id, const std::string& created, const std::string& modified,
                            const exchange::RecordKey& object, const handling::Conditions& conditions) {
  const auto extensions =
      exchange::Writer{}.raw(conditions_extension, extension_of(conditions, object.version)).finish();
  return exchange::Writer{}
      .text("content", words_of(conditions, object.version))
      .text("created", created)
      .raw("extensions", extensions)
      .text("id", id)
      .text("modified", modified)
      .texts("object_marking_refs", {std::string(tlp_markings[static_cast<std::size_t>(conditions.tlp)])})
      .texts("object_refs", {object.id})
      .text("spec_version", "2.1")
      .text("type", "note")
      .finish();
}

/// The bare version of a recalled object.
std::string bare_version(const Standing& last, const std::string& created, const std::string& modified) {
  exchange::Writer writer;
  writer.text("created", created).text("id", last.record.id).text("modified", modified).flag("revoked", true);
  if (last.record.spec == stix::Spec::v2_1) writer.text("spec_version", "2.1");
  return writer.text("type", last.record.type).finish();
}

Result<> put_conditions(Shelf& shelf, const exchange::Body& body, const exchange::RecordKey& key,
                        const std::vector<const Standing*>& notes) {
  if (body.conditions.empty()) return {};
  const auto conditions = handling::parse_conditions(body.conditions);
  if (!conditions) return fail(conditions);
  const auto modified = text_of(version_after(notes, shelf.transaction.now()));
  auto created = modified;
  if (!notes.empty()) {
    auto kept = created_of(notes.front()->record.bytes);
    if (!kept) return fail(kept);
    created = std::move(*kept);
  }
  for (const auto* note : notes)
    if (note->mark.recalls)
      if (auto taken = shelf.take_away(*note); !taken) return taken;
  const auto note =
      read_object(conditions_note(note_of(shelf.reader, key.id), created, modified, key, *conditions));
  if (!note) return fail(note);
  return shelf.put(*note, store::Shelved::Part::beside, store::own_service, false);
}

Result<> put_record(Shelf& shelf, const exchange::Envelope& envelope, store::ServiceNumber originator) {
  const auto& key = *envelope.content->record;
  const auto object = read_object(envelope.content->copy);
  if (!object) return fail(object);
  const auto standing = shelf.find({key.id, note_of(shelf.reader, key.id)});
  if (!standing) return fail(standing);
  std::vector<const Standing*> notes;
  for (const auto& one : *standing) {
    if (one.record.id != key.id) {
      notes.push_back(&one);
      continue;
    }
    // It was recalled and comes again; or the same version comes again, under other conditions.
    const bool gives_way =
        one.mark.recalls || (one.originator == originator && one.record.version == object->version &&
                             one.record.spec == object->spec);
    if (!gives_way) continue;
    if (auto taken = shelf.take_away(one); !taken) return taken;
  }
  if (auto put = shelf.put(*object, store::Shelved::Part::copy, originator, false); !put) return put;
  return put_conditions(shelf, envelope.body, key, notes);
}

/// Revokes the note of an object that is gone.
Result<> revoke_note(Shelf& shelf, const std::string& object, const std::vector<const Standing*>& notes) {
  if (notes.empty()) return {};
  const auto created = created_of(notes.front()->record.bytes);
  if (!created) return fail(created);
  const auto text = exchange::Writer{}
                        .text("content", "Recalled: no copy is to be kept or used.")
                        .text("created", *created)
                        .text("id", notes.front()->record.id)
                        .text("modified", text_of(version_after(notes, shelf.transaction.now())))
                        .texts("object_refs", {object})
                        .flag("revoked", true)
                        .text("spec_version", "2.1")
                        .text("type", "note")
                        .finish();
  const auto note = read_object(text);
  if (!note) return fail(note);
  for (const auto* one : notes)
    if (auto taken = shelf.take_away(*one); !taken) return taken;
  return shelf.put(*note, store::Shelved::Part::beside, store::own_service, true);
}

/// The bare version in the place of `covered`, all that stood there of the object.
Result<> put_bare(Shelf& shelf, const exchange::Recall& recall, const std::vector<const Standing*>& covered) {
  const auto& last =
      **std::max_element(covered.begin(), covered.end(), [](const Standing* left, const Standing* right) {
        return stix::version_key(left->record.version) < stix::version_key(right->record.version);
      });
  const auto created = created_of(last.record.bytes);
  if (!created) return fail(created);
  if (created->empty()) return {};  // it has no versions
  // The right version that follows may have been made before now; it must come out later than this one.
  const Time now = recall.action == exchange::Recall::Action::replace ? Time{} : shelf.transaction.now();
  const auto modified = text_of(version_after(covered, now));
  stix::Object object;
  object.bytes = bare_version(last, *created, modified);
  object.id = last.record.id;
  object.type = last.record.type;
  object.version = modified;
  object.spec = last.record.spec;
  object.revoked = true;
  return shelf.put(object, store::Shelved::Part::copy, last.originator, true);
}

/// Whether an erasure must not leave the id itself: any but a random one is a hash of content.
bool tells_content(std::string_view id) {
  const auto mark = id.find("--");
  return mark == std::string_view::npos || base::uuid_version(id.substr(mark + 2)) != 4;
}

Result<> put_recall(Shelf& shelf, const Directory& directory, const exchange::Envelope& envelope) {
  const auto signed_recall = exchange::read_recall(envelope.content->copy);
  if (!signed_recall) return fail(signed_recall);
  const auto& recall = signed_recall->recall;
  const auto standing = shelf.find({recall.id, note_of(shelf.reader, recall.id)});
  if (!standing) return fail(standing);
  std::vector<const Standing*> covered;
  std::vector<const Standing*> notes;
  bool some_remain = false;
  for (const auto& one : *standing) {
    if (one.record.id != recall.id) {
      notes.push_back(&one);
      continue;
    }
    const auto* originator = directory.find(one.originator);
    if (!one.mark.recalls && originator != nullptr &&
        recall.covers(originator->service(), {one.record.id, one.record.version}))
      covered.push_back(&one);
    else
      some_remain = true;
  }
  if (covered.empty()) return {};
  for (const auto* one : covered)
    if (auto taken = shelf.take_away(*one); !taken) return taken;
  if (some_remain) {
    for (const auto* note : notes) {
      const bool of_covered = std::any_of(covered.begin(), covered.end(), [&](const Standing* one) {
        return one->mark.release == note->mark.release;
      });
      if (!of_covered) continue;
      if (auto taken = shelf.take_away(*note); !taken) return taken;
    }
    return {};
  }
  if (recall.action == exchange::Recall::Action::erase && tells_content(recall.id)) {
    for (const auto* note : notes)
      if (auto taken = shelf.take_away(*note); !taken) return taken;
    return {};
  }
  if (auto put = put_bare(shelf, recall, covered); !put) return put;
  return revoke_note(shelf, recall.id, notes);
}

}  // namespace

Result<> shelve(store::Transaction& transaction, const Directory& directory, const Peer& reader,
                const exchange::Envelope& envelope) {
  if (!envelope.content) return {};
  const auto& body = envelope.body;
  Shelf shelf{transaction, reader, {reader.number(), body.epoch, body.number}};
  switch (body.kind) {
    case exchange::Kind::record: {
      const auto* originator = directory.find(body.originator);
      return put_record(shelf, envelope, originator == nullptr ? store::own_service : originator->number());
    }
    case exchange::Kind::recall:
    case exchange::Kind::erase:
      return put_recall(shelf, directory, envelope);
    case exchange::Kind::receipt:
    case exchange::Kind::ask:
    case exchange::Kind::permission:
    case exchange::Kind::cell:
    case exchange::Kind::activity:
    case exchange::Kind::seal:
      return {};  // between nodes only
  }
  return {};
}

}  // namespace tansiq::node
