#include "wire/api/render.h"

#include <map>

#include "handling/handling.h"

namespace tansiq::wire::api {
namespace {

/// A bare JSON value that may be a text.
std::string text_or_null(const std::optional<base::Time>& time) {
  return time ? '"' + base::format_time(*time) + '"' : "null";
}

std::string problem(const stix::Problem& problem) {
  return ObjectText()
      .text("pointer", problem.pointer)
      .text("what", problem.what)
      .text("expected", problem.expected)
      .boolean("warning", problem.warning)
      .done();
}

std::string rejection(const stix::Rejected& rejected) {
  return ObjectText()
      .number("index", rejected.index)
      .text("id", rejected.id)
      .text("type", rejected.type)
      .text("version", rejected.version)
      .raw("problems", list_of(rejected.problems, problem))
      .done();
}

std::string id_and_version(const store::Conflict& conflict) {
  return ObjectText().text("id", conflict.id).text("version", conflict.version).done();
}

std::uint64_t count(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

std::string grant(const std::pair<store::Collection, store::Grant>& granted) {
  return ObjectText()
      .text("collection", name_of(granted.first))
      .boolean("read", granted.second.can_read)
      .boolean("write", granted.second.can_write)
      .done();
}

void token_members(ObjectText& text, const store::Token& token) {
  text.text("label", token.label)
      .raw("roles", strings(token.roles))
      .text("created", base::format_time(token.created))
      .raw("expires", text_or_null(token.expires))
      .boolean("revoked", token.revoked);
}

/// The names of the fields whose content is gone, in the order of their commitments.
std::vector<std::string> erased_fields(const journal::Entry& entry) {
  constexpr std::string_view names[journal::field_count] = {"actor", "subject", "purpose",
                                                            "basis", "case",    "detail"};
  std::vector<std::string> erased;
  for (std::size_t i = 0; i < journal::field_count; ++i)
    if (entry.salts[i].empty()) erased.emplace_back(names[i]);
  return erased;
}

}  // namespace

std::string strings(const std::vector<std::string>& texts) {
  return list_of(texts, [](const std::string& text) {
    std::string json;
    append_string(json, text);
    return json;
  });
}

std::string_view name_of(const store::Collection& collection) {
  return collection.alias.empty() ? collection.id : collection.alias;
}

std::string record(const store::RecordView& view, const store::Collection& collection, bool with_object) {
  ObjectText text;
  text.text("id", view.id)
      .text("type", view.type)
      .text("version", view.version)
      .text("spec_version", stix::name_of(view.spec))
      .text("collection", name_of(collection))
      .text("added", base::format_time(view.added))
      .number("act", count(view.act));
  if (with_object) text.raw("object", view.bytes);
  return text.done();
}

std::string record(const node::HeldRecord& held, const store::Collection& collection) {
  store::RecordView view;
  view.id = held.id;
  view.type = held.type;
  view.version = held.version;
  view.spec = held.spec;
  view.added = held.added;
  view.act = held.act;
  view.bytes = held.bytes;
  return record(view, collection, !held.bytes.empty());
}

std::string published(const node::acts::Published& published, bool dry_run) {
  ObjectText text;
  if (!dry_run) text.text("submission", published.submission.id).number("act", count(published.act));
  return text.boolean("dry_run", dry_run)
      .number("read", published.read)
      .number("created", published.created)
      .number("versions", published.versions)
      .number("same", published.same)
      .number("conflicts", published.conflicts)
      .number("rejected", published.rejected)
      .number("warnings", published.warnings)
      .number("bytes", published.bytes)
      .raw("rejections", list_of(published.rejections, rejection))
      .raw("conflict_list", list_of(published.conflict_list, id_and_version))
      .done();
}

std::string shown(const node::acts::Shown& shown) {
  return ObjectText()
      .raw("record", record(shown.record, shown.where.collection))
      .raw("handling", shown.handling ? handling::render(*shown.handling) : "null")
      .number("versions", shown.versions)
      .number("conflicts", shown.conflicts)
      .raw("same_as", strings(shown.same_as))
      .done();
}

std::string conflict(const store::Conflict& conflict) {
  return ObjectText()
      .text("id", conflict.id)
      .text("version", conflict.version)
      .text("received", base::format_time(conflict.received))
      .number("act", count(conflict.act))
      .raw("object", conflict.bytes)
      .done();
}

std::string entry(const journal::Entry& entry) {
  return ObjectText()
      .number("number", count(entry.number))
      .text("time", base::format_time(entry.time))
      .text("act", entry.act.act)
      .text("actor", entry.act.actor)
      .text("subject", entry.act.subject)
      .text("purpose", entry.act.purpose)
      .text("basis", entry.act.basis)
      .text("case", entry.act.case_id)
      .text("detail", entry.act.detail)
      .raw("erased", strings(erased_fields(entry)))
      .text("hash", base::to_hex(base::view(entry.hash)))
      .done();
}

std::string history(const node::acts::History& history, const std::string& id) {
  std::map<std::int64_t, base::Time> times;
  for (const auto& act : history.acts) times[act.number] = act.time;
  const auto change = [&times](const store::HandlingChange& changed) {
    const auto found = times.find(changed.act);
    const auto since = found == times.end() ? std::nullopt : std::optional(found->second);
    return ObjectText()
        .raw("since", text_or_null(since))
        .number("act", count(changed.act))
        .raw("handling", changed.content.json)
        .done();
  };
  const auto version = [&](const node::acts::PastVersion& past) {
    return ObjectText()
        .raw("record", record(past.record, history.where.collection))
        .raw("handling", list_of(past.handling, change))
        .done();
  };
  return ObjectText()
      .text("id", id)
      .text("collection", name_of(history.where.collection))
      .raw("versions", list_of(history.versions, version))
      .raw("conflicts", list_of(history.conflicts, conflict))
      .raw("acts", list_of(history.acts, entry))
      .boolean("cut", history.cut)
      .done();
}

std::string collection(const node::CollectionAccess& access) {
  return ObjectText()
      .text("id", access.collection.id)
      .text("alias", access.collection.alias)
      .text("title", access.collection.title)
      .text("description", access.collection.description)
      .boolean("can_read", access.can_read)
      .boolean("can_write", access.can_write)
      .done();
}

std::string token(const store::Token& token) {
  ObjectText text;
  text.text("id", token.id);
  token_members(text, token);
  return text.done();
}

std::string issued_token(const store::Token& token, const std::string& secret) {
  ObjectText text;
  text.text("id", token.id).text("token", secret);
  token_members(text, token);
  return text.done();
}

std::string officer(const node::Enrolment& enrolment) {
  const auto& principal = enrolment.principal;
  return ObjectText()
      .text("name", principal.name)
      .raw("roles", strings(principal.roles))
      .text("created", base::format_time(principal.created))
      .raw("expires", text_or_null(principal.expires))
      .boolean("disabled", principal.disabled)
      .boolean("has_password", enrolment.has_password)
      .raw("tokens", list_of(enrolment.tokens, token))
      .done();
}

std::string account(const node::Enrolment& enrolment) {
  const auto& principal = enrolment.principal;
  return ObjectText()
      .text("name", principal.name)
      .text("purpose", principal.purpose)
      .text("basis", principal.basis)
      .text("case", principal.case_id)
      .text("created", base::format_time(principal.created))
      .raw("expires", text_or_null(principal.expires))
      .boolean("disabled", principal.disabled)
      .boolean("has_password", enrolment.has_password)
      .raw("grants", list_of(enrolment.grants, grant))
      .raw("tokens", list_of(enrolment.tokens, token))
      .done();
}

std::string submission(const store::Submission& submission) {
  const auto failure = [](const store::Submission::Item& item) {
    return ObjectText()
        .text("id", item.id)
        .text("version", item.version)
        .text("message", item.message)
        .done();
  };
  return ObjectText()
      .text("id", submission.id)
      .text("requested", base::format_time(submission.requested))
      .number("successes", submission.successes_count)
      .raw("failures", list_of(submission.failures, failure))
      .done();
}

}  // namespace tansiq::wire::api
