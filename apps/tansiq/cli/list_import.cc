#include "cli/list_import.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "base/time.h"
#include "cli/interrupt.h"
#include "cli/merge.h"
#include "cli/source.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

constexpr std::size_t chunk_objects = 1000;
constexpr std::size_t chunk_bytes = 8 * 1024 * 1024;
constexpr std::size_t sample_bytes = 64 * 1024;
constexpr std::size_t most_mapping_bytes = 1024 * 1024;
constexpr std::size_t most_reasons = 100;
constexpr std::size_t most_list_name = 100;

std::string shown_name(const std::string& file) {
  return file == "-" ? "standard input" : file;
}

/// Counts by reason; foreign words in reasons cannot make the table grow without end.
void count(std::map<std::string, std::uint64_t>& table, const std::string& reason) {
  const bool room = table.size() < most_reasons || table.contains(reason);
  ++table[room ? reason : "other reasons"];
}

std::string reason_of(const json::object& problem) {
  std::string reason = text_at(problem, "what");
  if (auto pointer = text_at(problem, "pointer"); !pointer.empty()) reason = pointer + ": " + reason;
  return reason;
}

}  // namespace

ListImport::ListImport(Context& context, ListOptions options)
    : context_(context), options_(std::move(options)), progress_(!context.quiet && !context.json) {}

int ListImport::run() {
  auto session = context_.session();
  if (!session) return context_.report(session.error());
  complete(options_.profile, session->profile);
  if (context_.collection.empty()) context_.collection = session->collection;
  if (auto named = base::check_line(options_.list, most_list_name, "--list"); !named)
    return context_.report(named.error());
  if (auto mapped = read_mapping(); !mapped) return context_.report(mapped.error());
  bool all_there = true;
  for (const auto& file : options_.files) {
    if (file == "-") continue;
    if (const auto source = Source::open(file); !source) {
      context_.report(source.error());
      all_there = false;
    }
  }
  if (!all_there) return failed;

  heed_interrupts();
  const auto started = std::chrono::steady_clock::now();
  auto outcome = read_held();
  for (const auto& file : options_.files) {
    if (!outcome || is_interrupted()) break;
    outcome = import_file(file);
  }
  if (outcome && !is_interrupted()) outcome = withdraw_missing();
  progress_.clear();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  duplicates_.find(context_);
  if (context_.json)
    print_json(took.count(), outcome ? nullptr : &outcome.error());
  else
    print_text(took.count());
  if (!outcome) {
    const int code = context_.report(outcome.error());
    if (tally_.read > 0 && !options_.dry_run)
      context_.note("tansiq: what is counted above is done; doing it again repeats nothing");
    return code;
  }
  if (is_interrupted()) {
    context_.note("tansiq: interrupted, nothing was withdrawn; doing it again repeats nothing");
    return 128 + SIGINT;
  }
  return tally_.rejected > 0 || tally_.wrong > 0 || !failed_files_.empty() ? in_part : done;
}

base::Result<> ListImport::read_mapping() {
  if (!options_.mapping.empty()) {
    std::error_code none;
    const auto size = std::filesystem::file_size(options_.mapping, none);
    std::ifstream in(options_.mapping, std::ios::binary);
    if (none || !in.is_open()) return base::fail(Fault::not_found, "cannot be read", options_.mapping);
    if (size > most_mapping_bytes)
      return base::fail(Fault::too_large, "is more than 1 MiB, too much for a mapping", options_.mapping);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    auto parsed = lists::parse_mapping(text, options_.mapping);
    if (!parsed) return base::fail(parsed);
    mapping_ = std::move(*parsed);
  }
  if (options_.delimiter.empty()) return {};
  const auto& word = options_.delimiter;
  if (word == "tab" || word == "\\t")
    mapping_.delimiter = '\t';
  else if (word.size() == 1 && word != "\"" && word != "\n" && word != "\r")
    mapping_.delimiter = word[0];
  else
    return base::fail(Fault::invalid, "is not one character", "--delimiter", "a character, or tab");
  return {};
}

base::Result<> ListImport::read_held() {
  // Canonical JSON writes the list's name in one way only: lines without it need no parsing.
  const auto needle = json::serialize(json::value(options_.list));
  std::uint64_t seen = 0;
  std::string next;
  do {
    auto page = context_.call(
        {.path = "/v1/export",
         .query = {
             {"collection", context_.collection}, {"version", "last"}, {"limit", "1000"}, {"next", next}}});
    if (!page) return base::fail(page);
    std::string_view rest = page->body;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      const auto line = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      ++seen;
      if (line.find(needle) == std::string_view::npos) continue;
      boost::system::error_code broken;
      const auto value = json::parse(line, broken);
      if (!broken && value.is_object()) remember(value.get_object());
    }
    next = page->field("tansiq-next");
    progress_.show("what is held", 0, 0, seen);
  } while (!next.empty() && !is_interrupted());
  return {};
}

void ListImport::remember(const json::object& object) {
  const auto entry = lists::entry_id_of(object, options_.list);
  if (entry.empty()) return;
  auto& held = held_[entry];
  if (flag_at(object, "revoked")) {
    ++held.withdrawn;
    return;
  }
  held.live = true;
  held.id = text_at(object, "id");
  held.version = text_at(object, "modified");
  held.digest = text_at(object, lists::digest_property);
}

void ListImport::fail_file(const std::string& file, const base::Error& error) {
  failed_files_.push_back({shown_name(file), 0, "", {error.text()}});
  complete_ = false;
}

base::Result<> ListImport::import_file(const std::string& file) {
  file_ = shown_name(file);
  sent_ = {};
  auto source = Source::open(file);
  if (!source) return fail_file(file, source.error()), base::Result<>();
  std::string head;
  bool whole = false;
  while (head.size() < sample_bytes && !whole) {
    auto part = (*source)->next();
    if (!part) return fail_file(file, part.error()), base::Result<>();
    head += *part;
    whole = part->empty();
  }
  auto format = lists::format_of(head);
  if (options_.format == "ftm") format = lists::Format::ftm;
  if (options_.format == "un") format = lists::Format::un;
  if (options_.format == "csv" || (options_.format.empty() && !options_.mapping.empty()))
    format = lists::Format::csv;
  if (!format) {
    fail_file(file, {Fault::unsupported, "is no list in a known format", "", "--format ftm, un or csv"});
    return {};
  }
  const auto sink = [this](lists::Entry entry) { take(std::move(entry)); };
  const auto reader = *format == lists::Format::ftm  ? lists::read_ftm(sink)
                      : *format == lists::Format::un ? lists::read_un(sink)
                                                     : lists::read_csv(mapping_, sink);
  base::Result<> read;
  std::string_view part = head;
  while (!part.empty() && read && sent_ && !is_interrupted()) {
    read = reader->feed(part);
    progress_.show(file_, (*source)->read_bytes(), (*source)->all_bytes(), tally_.read);
    auto next = (*source)->next();
    if (!next) {
      fail_file(file, next.error());
      break;
    }
    part = *next;
    if (part.empty() && read) read = reader->finish();
  }
  if (!read) fail_file(file, read.error());
  if (sent_) sent_ = send_chunk();
  return sent_;
}

void ListImport::take(lists::Entry entry) {
  if (!sent_ || is_interrupted()) return;
  ++tally_.read;
  const auto reject = [&](std::string why) {
    ++tally_.wrong;
    wrong_.push_back({file_, entry.line, entry.id, {std::move(why)}});
  };
  if (entry.id.empty()) {
    complete_ = false;  // it may be any of those that seem to be missing
    return reject(std::move(entry.problem));
  }
  if (!entry.skipped.empty()) {
    // An entry that is held and is now of another kind counts as missing.
    ++tally_.skipped;
    return count(skipped_, entry.skipped);
  }
  auto& held = held_[entry.id];
  if (std::exchange(held.seen, true)) return reject("the same id stood in an earlier entry");
  if (!entry.problem.empty()) return reject(std::move(entry.problem));
  for (const auto& reason : entry.entity->left_out) count(left_out_, reason);

  auto object = lists::object_of(*entry.entity, options_.list, options_.role, held.withdrawn);
  if (held.live) {
    if (held.digest == text_at(object, lists::digest_property))
      ++tally_.same;
    else
      sent_ = change(held, object, {file_, entry.line, entry.id, {}});
    return;
  }
  if (held.withdrawn > 0) ++tally_.returned;
  object["created"] = object["modified"] = base::format_time(base::system_now(), 3);
  const auto text = json::serialize(object);
  if (places_.size() >= chunk_objects || chunk_.size() + text.size() > chunk_bytes) sent_ = send_chunk();
  chunk_ += text + '\n';
  places_.push_back({entry.line, entry.id});
}

base::Result<> ListImport::change(const Held& held, const json::object& wanted, Remark place) {
  const auto path = "/v1/records/" + encode(held.id);
  auto answer = context_.call_json({.path = path, .query = {{"collection", context_.collection}}});
  if (!answer) return base::fail(answer);
  const auto& before = object_at(object_at(*answer, "record"), "object");
  if (before.empty()) return base::fail(Fault::internal, "the node's answer has no object", path);
  if (options_.dry_run) {
    ++tally_.versions;
    return {};
  }
  // A correction keeps the handling of the version before: what an officer restricted stays restricted.
  const auto body =
      json::serialize(merge_patch_between(before, lists::follow(before, wanted, options_.list)));
  const auto corrected = context_.call_json({.method = "PATCH",
                                             .path = path,
                                             .query = {{"collection", context_.collection},
                                                       {"if_version", held.version},
                                                       {"reason", "changed on the list " + options_.list}},
                                             .body = body,
                                             .content_type = "application/merge-patch+json"});
  if (corrected) {
    ++tally_.versions;
    return {};
  }
  const auto fault = corrected.error().fault;
  if (fault != Fault::invalid && fault != Fault::conflict) return base::fail(corrected);
  ++tally_.rejected;
  place.reasons.push_back(corrected.error().text());
  rejected_.push_back(std::move(place));
  return {};
}

base::Result<> ListImport::send_chunk() {
  if (places_.empty()) return {};
  auto query = query_of(options_.profile);
  query.emplace_back("collection", context_.collection);
  query.emplace_back("dry_run", options_.dry_run ? "true" : "");
  auto answer = context_.call_json({.method = "POST",
                                    .path = "/v1/records",
                                    .query = query,
                                    .body = chunk_,
                                    .content_type = "application/x-ndjson"});
  const auto places = std::exchange(places_, {});
  chunk_.clear();
  if (!answer) return base::fail(answer);
  duplicates_.filed(*answer);
  tally_.created += number_at(*answer, "created");
  tally_.versions += number_at(*answer, "versions");
  tally_.same += number_at(*answer, "same");
  tally_.conflicts += number_at(*answer, "conflicts");
  tally_.rejected += number_at(*answer, "rejected");
  for (const auto& item : list_at(*answer, "rejections")) {
    const auto& rejected = item.as_object();
    const auto at = std::min<std::size_t>(number_at(rejected, "index"), places.size() - 1);
    Remark remark{file_, places[at].line, places[at].id, {}};
    for (const auto& problem : list_at(rejected, "problems"))
      if (!flag_at(problem.as_object(), "warning")) remark.reasons.push_back(reason_of(problem.as_object()));
    rejected_.push_back(std::move(remark));
  }
  return {};
}

base::Result<> ListImport::withdraw_missing() {
  std::vector<const Held*> missing;
  std::uint64_t live = 0;
  for (const auto& [entry, held] : held_) {
    if (!held.live) continue;
    ++live;
    if (!held.seen) missing.push_back(&held);
  }
  if (missing.empty()) return {};
  kept_ = missing.size();
  if (options_.keep_missing) {
    kept_why_ = "--keep-missing";
    return {};
  }
  if (!complete_) {
    kept_why_ = "not all of the list could be read";
    return {};
  }
  if (missing.size() * 100 > live * most_withdrawn_percent && !options_.withdraw_many) {
    kept_why_ = "they are too many";
    return base::fail(Fault::invalid,
                      fmt::format("{} of {} entries that are held are missing in the files, more than {} %; "
                                  "none was withdrawn",
                                  grouped(missing.size()), grouped(live), most_withdrawn_percent),
                      options_.list, "--withdraw-many where the list did shrink so much");
  }
  std::sort(missing.begin(), missing.end(), [](const Held* a, const Held* b) { return a->id < b->id; });
  for (const auto* held : missing) {
    if (is_interrupted()) break;
    if (!options_.dry_run) {
      auto answer = context_.call_json({.method = "POST",
                                        .path = "/v1/records/" + encode(held->id) + "/revocation",
                                        .query = {{"collection", context_.collection},
                                                  {"if_version", held->version},
                                                  {"reason", "no longer on the list " + options_.list}}});
      if (!answer) return base::fail(answer);
    }
    ++tally_.withdrawn;
    --kept_;
    progress_.show("withdrawing", tally_.withdrawn, missing.size(), tally_.withdrawn);
  }
  return {};
}

}  // namespace tansiq::cli
