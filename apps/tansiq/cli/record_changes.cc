// record correct, erase, handling: what changes a record. Each says how to take it back, or that it cannot
// be.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/context.h"
#include "cli/merge.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

struct Correction {
  std::string id, file, restore, if_version, reason;
  std::vector<std::string> sets, removes;
  bool dry_run = false;
};

base::Result<std::string> text_of_file(const std::string& file) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) return base::fail(Fault::not_found, "cannot be read", file);
  return text;
}

base::Result<json::object> object_of(Context& context, const std::string& id, const std::string& version) {
  auto answer = context.call_json({.path = "/v1/records/" + encode(id),
                                   .query = {{"collection", context.collection}, {"version", version}}});
  if (!answer) return base::fail(answer);
  return object_at(object_at(*answer, "record"), "object");
}

/// What the options ask to be changed, as a merge patch (RFC 7396).
base::Result<json::object> patch_of(Context& context, const Correction& correction) {
  json::object patch;
  if (!correction.restore.empty()) {
    auto now = object_of(context, correction.id, "");
    if (!now) return base::fail(now);
    auto then = object_of(context, correction.id, correction.restore);
    if (!then) return base::fail(then);
    patch = merge_patch_between(*now, *then);
    for (const char* kept : {"id", "type", "spec_version", "created", "modified"}) patch.erase(kept);
  }
  if (!correction.file.empty()) {
    auto text = text_of_file(correction.file);
    if (!text) return base::fail(text);
    boost::system::error_code broken;
    auto value = json::parse(*text, broken);
    if (broken || !value.is_object())
      return base::fail(Fault::invalid, "is no JSON object", correction.file, "a merge patch of RFC 7396");
    for (auto& [name, member] : value.get_object()) patch[name] = std::move(member);
  }
  for (const auto& set : correction.sets) {
    const auto equals = set.find('=');
    if (equals == std::string::npos || equals == 0)
      return base::fail(Fault::invalid, "is no PROPERTY=VALUE", set, "--set name=\"A new name\"");
    auto added = set_path(patch, set.substr(0, equals), value_of_word(set.substr(equals + 1)));
    if (!added) return base::fail(added);
  }
  for (const auto& remove : correction.removes)
    if (auto removed = set_path(patch, remove, nullptr); !removed) return base::fail(removed);
  if (patch.empty())
    return base::fail(Fault::invalid, "nothing would change", correction.id,
                      "--set, --remove, --patch or --restore");
  return patch;
}

int correct(Context& context, const Correction& correction) {
  auto patch = patch_of(context, correction);
  if (!patch) return context.report(patch.error());
  const auto body = json::serialize(*patch);
  if (correction.dry_run) {
    print(body + "\n");
    return done;
  }
  auto answer = context.call_json({.method = "PATCH",
                                   .path = "/v1/records/" + encode(correction.id),
                                   .query = {{"collection", context.collection},
                                             {"reason", correction.reason},
                                             {"if_version", correction.if_version}},
                                   .body = body,
                                   .content_type = "application/merge-patch+json"});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  const auto previous = text_at(*answer, "previous");
  print(fmt::format("corrected: version {}, after {}\n", text_at(object_at(*answer, "record"), "version"),
                    previous));
  context.note(
      fmt::format("to take it back: tansiq record correct {} --restore {}", correction.id, previous));
  return done;
}

/// Reads what stands at `path` of a record, also where its review date has passed: whoever changes handling
/// or erases does so because of that.
base::Result<json::object> read_even_past_review(Context& context, const std::string& path, Query query) {
  auto answer = context.call_json({.path = path, .query = query});
  if (answer || answer.error().fault != Fault::not_found) return answer;
  query.emplace_back("past_review", "true");
  return context.call_json({.path = path, .query = query});
}

int erase(Context& context, const std::string& id, const std::string& version, const std::string& reason) {
  const Query query{{"collection", context.collection}, {"version", version}};
  auto record = read_even_past_review(context, "/v1/records/" + encode(id), query);
  if (!record) return context.report(record.error());
  const auto& object = object_at(object_at(*record, "record"), "object");
  const auto versions = number_at(*record, "versions");
  const auto what = version.empty() ? (versions == 1 ? std::string("the only version")
                                                     : fmt::format("all {} versions", versions))
                                    : "version " + version;
  if (!context.confirm(fmt::format(
          "Erase {} of {} {} for good, here and at everybody who was given it? Nothing brings it back.", what,
          id, isolate(harmless(text_at(object, "name"))))))
    return failed;
  auto answer = context.call_json(
      {.method = "DELETE",
       .path = "/v1/records/" + encode(id),
       .query = {{"collection", context.collection}, {"version", version}, {"reason", reason}}});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  print(fmt::format("erased: {} version{}\n", number_at(*answer, "erased"),
                    number_at(*answer, "erased") == 1 ? "" : "s"));
  if (answer->contains("holders")) {
    print(fields({{"told to erase it", harmless(joined(list_at(*answer, "holders")))},
                  {"until", short_time(text_at(*answer, "deadline"))}}));
    context.note("who has done so: tansiq receipts " + id);
  }
  return done;
}

struct HandlingChange {
  std::string id, version, reason;
  Profile profile;
  std::vector<std::string> clears;
};

int handling(Context& context, const HandlingChange& change) {
  const Query query{{"collection", context.collection}, {"version", change.version}};
  const auto path = "/v1/records/" + encode(change.id) + "/handling";
  auto answer = read_even_past_review(context, path, query);
  const bool has_none = !answer && answer.error().fault == Fault::not_found;
  if (!answer && !has_none) return context.report(answer.error());
  json::object wanted = answer ? *answer : json::object();
  const json::object before = wanted;
  const std::pair<const char*, const std::string*> words[] = {{"grade", &change.profile.grade},
                                                              {"tlp", &change.profile.tlp},
                                                              {"onward", &change.profile.onward},
                                                              {"use", &change.profile.use},
                                                              {"review", &change.profile.review}};
  for (const auto& [name, word] : words)
    if (!word->empty()) wanted[name] = *word;
  if (!change.profile.releasable_to.empty())
    wanted["releasable_to"] = json::value_from(change.profile.releasable_to);
  for (const auto& name : change.clears) wanted.erase(name);
  if (wanted != before) {
    const auto body = json::serialize(wanted);
    auto query_with_reason = query;
    query_with_reason.emplace_back("reason", change.reason);
    answer = context.call_json({.method = "PUT",
                                .path = path,
                                .query = query_with_reason,
                                .body = body,
                                .content_type = "application/json"});
    if (!answer) return context.report(answer.error());
    wanted = *answer;
  } else if (has_none) {
    return context.report(answer.error());
  }
  if (context.json) {
    print(json::serialize(wanted) + "\n");
    return done;
  }
  std::vector<std::pair<std::string, std::string>> list;
  for (const auto& [name, value] : wanted)
    list.emplace_back(harmless(std::string(name)),
                      harmless(value.is_string()  ? std::string(value.get_string())
                               : value.is_array() ? joined(value.get_array())
                                                  : json::serialize(value)));
  print(fields(list));
  return done;
}

struct Restriction {
  std::string id, version, reason;
};

int restrict(Context& context, const Restriction& given, bool lift) {
  Query query{{"collection", context.collection}, {"version", given.version}};
  if (lift) query.emplace_back("reason", given.reason);
  const auto answer = context.call_json(
      {.method = lift ? "DELETE" : "POST",
       .path = "/v1/records/" + encode(given.id) + "/restriction",
       .query = query,
       .body = lift ? std::string() : json::serialize(json::object{{"reason", given.reason}}),
       .content_type = lift ? "" : "application/json"});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  print(lift ? "restricted no more\n" : "restricted\n");
  context.note(lift ? std::string("who may have it again: tansiq proposal list")
                    : "it is released to nobody; who holds it is asked to remove it: tansiq receipts " +
                          given.id);
  return done;
}

}  // namespace

void add_record_changes(CLI::App& record, Context& context) {
  auto* correcting = record.add_subcommand("correct", "Make the next version of a record, with changes");
  const auto correction = std::make_shared<Correction>();
  correcting->add_option("id", correction->id, "The record's STIX id")->type_name("ID")->required();
  correcting
      ->add_option("--set,-s", correction->sets,
                   "Set a property; the value is JSON, or else a text. Dots lead inwards: a.b=1")
      ->type_name("PROPERTY=VALUE")
      ->allow_extra_args(false);
  correcting->add_option("--remove", correction->removes, "Take a property away")
      ->type_name("PROPERTY")
      ->allow_extra_args(false);
  correcting
      ->add_option("--patch", correction->file, "A merge patch (RFC 7396) from a file; - for standard input")
      ->type_name("FILE");
  correcting->add_option("--restore", correction->restore, "Bring back the content of an earlier version")
      ->type_name("VERSION");
  correcting->add_option("--if-version", correction->if_version, "Only where this is still the last version")
      ->type_name("VERSION");
  correcting->add_option("--reason", correction->reason, "Why, for the journal")->type_name("TEXT");
  correcting->add_flag("--dry-run", correction->dry_run, "Print the merge patch and change nothing");
  add_common(*correcting, context);
  correcting->callback([&context, correction] {
    context.chosen = [&context, correction] { return correct(context, *correction); };
  });

  auto* erasing =
      record.add_subcommand("erase", "Remove a record's content for good; the journal keeps the fact");
  struct Erasing {
    std::string id, version, reason;
  };
  const auto erased = std::make_shared<Erasing>();
  erasing->add_option("id", erased->id, "The record's STIX id")->type_name("ID")->required();
  erasing->add_option("--version", erased->version, "Only this version")->type_name("VERSION");
  erasing->add_option("--reason", erased->reason, "Why, for the journal")->type_name("TEXT")->required();
  erasing->add_flag("--yes,-y", context.yes, "Do not ask");
  add_common(*erasing, context);
  erasing->callback([&context, erased] {
    context.chosen = [&context, erased] {
      return erase(context, erased->id, erased->version, erased->reason);
    };
  });

  const auto restriction = std::make_shared<Restriction>();
  const auto add_restriction = [&](const char* name, const char* what, bool lift) {
    auto* command = record.add_subcommand(name, what);
    command->add_option("id", restriction->id, "The record's STIX id")->type_name("ID")->required();
    command->add_option("--version", restriction->version, "Another version than the last: its time")
        ->type_name("VERSION");
    auto* reason = command->add_option("--reason", restriction->reason, "Why")->type_name("TEXT");
    if (!lift) reason->required();
    add_common(*command, context);
    command->callback([&context, restriction, lift] {
      context.chosen = [&context, restriction, lift] { return restrict(context, *restriction, lift); };
    });
  };
  add_restriction("restrict", "Keep what is disputed, and let nobody else have it", false);
  add_restriction("lift", "Lift a restriction", true);

  auto* handle = record.add_subcommand("handling", "Show what is kept beside a record, or change it");
  const auto change = std::make_shared<HandlingChange>();
  handle->add_option("id", change->id, "The record's STIX id")->type_name("ID")->required();
  add_profile(*handle, change->profile);
  handle->add_option("--clear", change->clears, "Take a field away: grade, tlp, review, ...")
      ->type_name("FIELD")
      ->delimiter(',');
  handle->add_option("--version", change->version, "Another version than the last: its time")
      ->type_name("VERSION");
  handle->add_option("--reason", change->reason, "Why, for the journal")->type_name("TEXT");
  add_common(*handle, context);
  handle->callback(
      [&context, change] { context.chosen = [&context, change] { return handling(context, *change); }; });
}

}  // namespace tansiq::cli
