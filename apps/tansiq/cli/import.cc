#include "cli/import.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fmt/format.h>

#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/source.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

constexpr std::size_t chunk_objects = 1000;
constexpr std::size_t chunk_bytes = 8 * 1024 * 1024;
constexpr std::size_t sample_bytes = 64 * 1024;
constexpr std::size_t most_report_bytes = 16 * 1024 * 1024;
constexpr std::size_t most_lines_shown = 40;

std::string shown_name(const std::string& file) {
  return file == "-" ? "standard input" : file;
}

bool is_named_as_json(const std::string& file) {
  std::string name = file;
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  return name.ends_with(".json") || name.ends_with(".ndjson") || name.ends_with(".jsonl") ||
         name.ends_with(".stix");
}

std::string reason_of(const json::object& problem) {
  std::string reason = text_at(problem, "what");
  if (auto pointer = text_at(problem, "pointer"); !pointer.empty()) reason = pointer + ": " + reason;
  if (auto expected = text_at(problem, "expected"); !expected.empty()) reason += "; " + expected;
  return reason;
}

/// The version of what was rejected, where it has one: what is unversioned has this one in the store.
std::string version_at(const json::object& rejected) {
  auto version = text_at(rejected, "version");
  return version == "1970-01-01T00:00:00.000Z" ? "" : version;
}

std::string place_of(const Remark& remark) {
  return remark.line == 0 ? remark.file : fmt::format("{}:{}", remark.file, remark.line);
}

json::array as_json(const std::vector<Remark>& remarks) {
  json::array list;
  for (const auto& remark : remarks) {
    json::object item{{"file", remark.file}};
    if (!remark.id.empty()) item["id"] = remark.id;
    if (!remark.version.empty()) item["version"] = remark.version;
    if (remark.line > 0) {
      item["line"] = remark.line;
      item["index"] = remark.index;
    }
    if (!remark.reasons.empty()) item["reasons"] = json::value_from(remark.reasons);
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace

Import::Import(Context& context, ImportOptions options)
    : context_(context), options_(std::move(options)), progress_(!context.quiet && !context.json) {}

Query Import::query() const {
  auto query = query_of(options_.profile);
  query.emplace_back("collection", context_.collection);
  query.emplace_back("dry_run", options_.dry_run ? "true" : "");
  return query;
}

int Import::run() {
  auto session = context_.session();
  if (!session) return context_.report(session.error());
  complete(options_.profile, session->profile);
  if (context_.collection.empty()) context_.collection = session->collection;

  // A misspelt name among many files is told before anything is filed.
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
  base::Result<> outcome;
  for (const auto& file : options_.files) {
    outcome = import_file(file);
    if (!outcome || is_interrupted()) break;
    ++files_done_;
  }
  progress_.clear();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  duplicates_.find(context_);
  if (context_.json)
    print_json(took.count(), outcome ? nullptr : &outcome.error());
  else
    print_text(took.count());
  if (!outcome) {
    const int code = context_.report(outcome.error());
    if (tally_.read > 0)
      context_.note("tansiq: what is listed above is filed; doing it again repeats nothing");
    return code;
  }
  if (is_interrupted()) {
    context_.note("tansiq: interrupted; what is listed above is filed, doing it again repeats nothing");
    return 128 + SIGINT;
  }
  return tally_.rejected > 0 || !skipped_.empty() ? in_part : done;
}

void Import::skip_file(const std::string& file, const base::Error& error) {
  skipped_.push_back(
      {shown_name(file), 0, 0, "", "", {error.what + (error.hint.empty() ? "" : "; " + error.hint)}});
}

base::Result<> Import::import_file(const std::string& file) {
  auto source = Source::open(file);
  if (!source) return skip_file(file, source.error()), base::Result<>();
  std::string head;
  bool whole = false;
  while (head.size() < sample_bytes && !whole) {
    auto part = (*source)->next();
    if (!part) return skip_file(file, part.error()), base::Result<>();
    head += *part;
    whole = part->empty();
  }
  auto content = content_of(head, whole);
  if (options_.as == "stix" && content != Content::lines) content = Content::document;
  if (options_.as == "text") content = Content::text;
  switch (content) {
    case Content::nothing:
      skip_file(file, {Fault::invalid, "is empty", "", ""});
      return {};
    case Content::foreign:
      skip_file(file, {Fault::unsupported, "is neither JSON nor text in UTF-8", "",
                       "other texts are made so by e.g. iconv -f WINDOWS-1256 -t UTF-8"});
      return {};
    case Content::markup:
      skip_file(file, {Fault::unsupported, "is HTML or XML", "", "--as text files it as it is"});
      return {};
    case Content::text:
      if (options_.as.empty() && (is_named_as_json(file) || head.starts_with('{'))) {
        skip_file(file, {Fault::unsupported, "holds no JSON", "", "--as text files it as a report"});
        return {};
      }
      return import_text(file, std::move(head), **source);
    case Content::document:
    case Content::lines:
      return import_objects(file, content, std::move(head), **source);
  }
  return {};
}

base::Result<> Import::import_objects(const std::string& file, Content content, std::string head,
                                      Source& source) {
  file_ = shown_name(file);
  sent_ = {};
  Splitter splitter(content == Content::lines, [&](Piece piece) { take(std::move(piece)); });
  std::string_view part = without_mark(head);
  while (!part.empty() && sent_ && !is_interrupted()) {
    splitter.feed(part);
    progress_.show(file_, source.read_bytes(), source.all_bytes(), tally_.read);
    auto next = source.next();
    if (!next) {
      skip_file(file, next.error());
      break;
    }
    part = *next;
    if (part.empty())
      if (const auto ended = splitter.finish(); !ended) skip_file(file, ended.error());
  }
  if (sent_) sent_ = send_chunk();
  return sent_;
}

void Import::take(Piece piece) {
  if (!sent_ || is_interrupted()) return;
  if (!piece.problem.empty()) {
    rejections_.push_back({file_, piece.line, piece.index, "", "", {std::move(piece.problem)}});
    ++tally_.rejected;
    ++tally_.read;
    return;
  }
  if (places_.size() >= chunk_objects || chunk_.size() + piece.json.size() > chunk_bytes)
    sent_ = send_chunk();
  chunk_ += piece.json;
  chunk_ += '\n';
  places_.push_back({piece.line, piece.index});
}

base::Result<> Import::send_chunk() {
  if (places_.empty()) return {};
  auto answer = context_.call_json({.method = "POST",
                                    .path = "/v1/records",
                                    .query = query(),
                                    .body = chunk_,
                                    .content_type = "application/x-ndjson"});
  const auto places = std::exchange(places_, {});
  chunk_.clear();
  if (!answer) return base::fail(answer);
  duplicates_.filed(*answer);
  tally_.read += number_at(*answer, "read");
  tally_.created += number_at(*answer, "created");
  tally_.versions += number_at(*answer, "versions");
  tally_.same += number_at(*answer, "same");
  tally_.conflicts += number_at(*answer, "conflicts");
  tally_.rejected += number_at(*answer, "rejected");
  tally_.warnings += number_at(*answer, "warnings");
  tally_.bytes += number_at(*answer, "bytes");
  for (const auto& item : list_at(*answer, "rejections")) {
    const auto& rejected = item.as_object();
    const auto at = std::min<std::size_t>(number_at(rejected, "index"), places.size() - 1);
    Remark remark{file_, places[at].line, places[at].index, text_at(rejected, "id"), version_at(rejected),
                  {}};
    for (const auto& problem : list_at(rejected, "problems"))
      if (!flag_at(problem.as_object(), "warning")) remark.reasons.push_back(reason_of(problem.as_object()));
    rejections_.push_back(std::move(remark));
  }
  for (const auto& item : list_at(*answer, "conflict_list"))
    conflicts_.push_back(
        {file_, 0, 0, text_at(item.as_object(), "id"), text_at(item.as_object(), "version"), {}});
  return {};
}

base::Result<> Import::import_text(const std::string& file, std::string text, Source& source) {
  for (;;) {
    auto part = source.next();
    if (!part) return skip_file(file, part.error()), base::Result<>();
    if (part->empty()) break;
    text += *part;
    if (text.size() > most_report_bytes) {
      skip_file(file, {Fault::too_large, "is a text of more than 16 MiB", "", ""});
      return {};
    }
  }
  if (!base::is_utf8(text)) {
    skip_file(file, {Fault::unsupported, "is no text in UTF-8", "",
                     "iconv makes it so, e.g. iconv -f WINDOWS-1256 -t UTF-8"});
    return {};
  }
  auto wanted = query();
  for (const auto& [name, value] :
       {std::pair("lang", &options_.lang), std::pair("source", &options_.source),
        std::pair("source_url", &options_.source_url), std::pair("published", &options_.published)})
    wanted.emplace_back(name, *value);
  Call call{.method = "POST",
            .path = "/v1/reports",
            .query = wanted,
            .body = text,
            .content_type = "text/plain; charset=utf-8"};
  if (!options_.again && !options_.dry_run) {
    // Filing the same bytes again would make a second report of them: that is done on demand only.
    call.query.emplace_back("dry_run", "true");
    auto held = context_.call_json(call);
    if (!held) return base::fail(held);
    if (!flag_at(*held, "created")) {
      count_report(file, std::move(*held), 0);
      return {};
    }
    call.query = wanted;
  }
  auto answer = context_.call_json(call);
  if (!answer) return base::fail(answer);
  // A report is two objects: the artifact with the bytes, and the report that names it.
  const std::uint64_t created = flag_at(*answer, "created") ? 2 : 1;
  count_report(file, std::move(*answer), created);
  return {};
}

void Import::count_report(const std::string& file, json::object report, std::uint64_t created) {
  tally_.read += 2;
  tally_.created += created;
  tally_.same += 2 - created;
  tally_.bytes += number_at(report, "bytes");
  report["file"] = shown_name(file);
  report["held"] = created == 0;
  if (created == 0) report.erase("report");
  reports_.push_back(std::move(report));
}

void Import::print_text(double seconds) const {
  const auto list = [](const char* title, const std::vector<Remark>& remarks) {
    if (remarks.empty()) return;
    print(fmt::format("\n{}:\n", title));
    for (std::size_t i = 0; i < remarks.size() && i < most_lines_shown; ++i) {
      const auto& remark = remarks[i];
      std::string line = "  " + harmless(place_of(remark));
      if (!remark.id.empty()) line += " " + harmless(remark.id);
      if (!remark.version.empty()) line += " " + harmless(remark.version);
      for (const auto& reason : remark.reasons)
        line += (remark.reasons.size() == 1 ? ": " : "\n      ") + harmless(reason);
      print(line + "\n");
    }
    if (remarks.size() > most_lines_shown)
      print(fmt::format("  and {} more; --json lists all\n", grouped(remarks.size() - most_lines_shown)));
  };
  for (const auto& item : reports_) {
    const auto& report = item.as_object();
    const auto name = harmless(text_at(report, "file"));
    if (flag_at(report, "held"))
      print(fmt::format("{}: these bytes are held already; --again files one more report of them\n", name));
    else
      print(fmt::format("{}: {} {}, {}, sha256 {}\n", name, options_.dry_run ? "would be" : "filed as",
                        text_at(report, "report"), as_bytes(number_at(report, "bytes")),
                        text_at(report, "sha256").substr(0, 16)));
  }
  if (!reports_.empty()) print("\n");
  if (options_.dry_run) print("dry run: nothing was filed\n");
  const double rate = seconds > 0 ? static_cast<double>(tally_.read) / seconds : 0;
  print(fields(
      {{"read", grouped(tally_.read)},
       {"new", grouped(tally_.created)},
       {"versions", grouped(tally_.versions)},
       {"same", grouped(tally_.same)},
       {"conflicts", grouped(tally_.conflicts)},
       {"rejected", grouped(tally_.rejected)},
       {"files skipped", skipped_.empty() ? "" : grouped(skipped_.size())},
       {"warnings", tally_.warnings == 0 ? "" : grouped(tally_.warnings)},
       {"bytes", as_bytes(tally_.bytes)},
       {"time", fmt::format("{:.2f} s, {} objects/s", seconds, grouped(static_cast<std::uint64_t>(rate)))}}));
  list("skipped", skipped_);
  list("rejected", rejections_);
  list("conflicts, kept beside and changing nothing (tansiq record conflicts ID)", conflicts_);
  print(duplicates_.text());
}

void Import::print_json(double seconds, const base::Error* error) const {
  json::object out{{"read", tally_.read},
                   {"new", tally_.created},
                   {"versions", tally_.versions},
                   {"same", tally_.same},
                   {"conflicts", tally_.conflicts},
                   {"rejected", tally_.rejected},
                   {"warnings", tally_.warnings},
                   {"bytes", tally_.bytes},
                   {"files", files_done_},
                   {"dry_run", options_.dry_run},
                   {"skipped", as_json(skipped_)},
                   {"rejections", as_json(rejections_)},
                   {"conflict_list", as_json(conflicts_)},
                   {"reports", reports_}};
  duplicates_.add_to(out);
  if (error != nullptr) out["error"] = error->text();
  // Boost writes every double as 1.5E0; these two are for people as well.
  auto text = json::serialize(out);
  text.pop_back();
  const double rate = seconds > 0 ? static_cast<double>(tally_.read) / seconds : 0;
  print(fmt::format("{},\"seconds\":{:.3f},\"objects_per_second\":{:.0f}}}\n", text, seconds, rate));
}

void add_import(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand(
      "import",
      "File STIX bundles, TAXII envelopes, NDJSON or texts; what a file holds is found by its content");
  const auto options = std::make_shared<ImportOptions>();
  command->add_option("file", options->files, "Files, also packed with gzip; - for standard input")
      ->type_name("FILE")
      ->required();
  command->add_flag("--dry-run", options->dry_run, "Say what would happen and change nothing");
  command->add_flag("--again", options->again, "File a text although the same bytes are held already")
      ->group("Texts");
  command->add_option("--as", options->as, "Do not look at the content")
      ->check(CLI::IsMember({"stix", "text"}))
      ->type_name("KIND");
  command->add_option("--lang", options->lang, "Of a text: its language, e.g. ar")
      ->type_name("LANG")
      ->group("Texts");
  command->add_option("--source", options->source, "Of a text: who wrote it")
      ->type_name("NAME")
      ->group("Texts");
  command->add_option("--source-url", options->source_url, "Of a text: where it stood")
      ->type_name("URL")
      ->group("Texts");
  command->add_option("--published", options->published, "Of a text: when it appeared")
      ->type_name("TIME")
      ->group("Texts");
  add_profile(*command, options->profile);
  add_common(*command, context);
  command->footer(
      "Objects that are wrong are listed with file, line and reason, and keep no other out. Doing an import "
      "again\n"
      "repeats nothing: what is held already counts as `same`.");
  command->callback([&context, options] {
    context.chosen = [&context, options] { return Import(context, *options).run(); };
  });
}

}  // namespace tansiq::cli
