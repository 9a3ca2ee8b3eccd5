// list import: the command, and its summary.

#include <fmt/format.h>

#include "cli/list_import.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t most_lines_shown = 40;

json::object as_json(const std::map<std::string, std::uint64_t>& counts) {
  json::object out;
  for (const auto& [reason, number] : counts) out[reason] = number;
  return out;
}

template <typename Remark>
json::array as_json(const std::vector<Remark>& remarks) {
  json::array list;
  for (const auto& remark : remarks) {
    json::object item{{"file", remark.file}};
    if (remark.line > 0) item["line"] = remark.line;
    if (!remark.id.empty()) item["id"] = remark.id;
    item["reasons"] = json::value_from(remark.reasons);
    list.push_back(std::move(item));
  }
  return list;
}

void print_counts(const char* title, const std::map<std::string, std::uint64_t>& counts) {
  if (counts.empty()) return;
  print(fmt::format("\n{}:\n", title));
  for (const auto& [reason, number] : counts)
    print(fmt::format("  {:>9}  {}\n", grouped(number), harmless(reason)));
}

template <typename Remark>
void print_remarks(const char* title, const std::vector<Remark>& remarks) {
  if (remarks.empty()) return;
  print(fmt::format("\n{}:\n", title));
  for (std::size_t i = 0; i < remarks.size() && i < most_lines_shown; ++i) {
    const auto& remark = remarks[i];
    std::string line = "  " + harmless(remark.file);
    if (remark.line > 0) line += fmt::format(":{}", remark.line);
    if (!remark.id.empty()) line += " " + isolate(harmless(remark.id));
    for (const auto& reason : remark.reasons)
      line += (remark.reasons.size() == 1 ? ": " : "\n      ") + harmless(reason);
    print(line + "\n");
  }
  if (remarks.size() > most_lines_shown)
    print(fmt::format("  and {} more; --json lists all\n", grouped(remarks.size() - most_lines_shown)));
}

}  // namespace

void ListImport::print_text(double seconds) const {
  if (options_.dry_run) print("dry run: nothing was filed or withdrawn\n");
  const auto shown = [](std::uint64_t number) { return number == 0 ? std::string() : grouped(number); };
  const double rate = seconds > 0 ? static_cast<double>(tally_.read) / seconds : 0;
  print(fields(
      {{"read", grouped(tally_.read)},
       {"new", grouped(tally_.created)},
       {"of these returned", shown(tally_.returned)},
       {"versions", grouped(tally_.versions)},
       {"same", grouped(tally_.same)},
       {"withdrawn", grouped(tally_.withdrawn)},
       {"missing, but kept", kept_ == 0 ? "" : fmt::format("{}: {}", grouped(kept_), kept_why_)},
       {"skipped", shown(tally_.skipped)},
       {"wrong", shown(tally_.wrong)},
       {"conflicts", shown(tally_.conflicts)},
       {"rejected", grouped(tally_.rejected)},
       {"time", fmt::format("{:.2f} s, {} objects/s", seconds, grouped(static_cast<std::uint64_t>(rate)))}}));
  print_counts("skipped", skipped_);
  print_counts("left out of what was filed", left_out_);
  print_remarks("files not read to their end", failed_files_);
  print_remarks("wrong", wrong_);
  print_remarks("rejected", rejected_);
  print(duplicates_.text());
}

void ListImport::print_json(double seconds, const base::Error* error) const {
  json::object out{{"list", options_.list},
                   {"read", tally_.read},
                   {"new", tally_.created},
                   {"returned", tally_.returned},
                   {"versions", tally_.versions},
                   {"same", tally_.same},
                   {"withdrawn", tally_.withdrawn},
                   {"missing_kept", kept_},
                   {"skipped", tally_.skipped},
                   {"wrong", tally_.wrong},
                   {"conflicts", tally_.conflicts},
                   {"rejected", tally_.rejected},
                   {"dry_run", options_.dry_run},
                   {"skipped_by_reason", as_json(skipped_)},
                   {"left_out_by_reason", as_json(left_out_)},
                   {"failed_files", as_json(failed_files_)},
                   {"wrong_list", as_json(wrong_)},
                   {"rejections", as_json(rejected_)}};
  if (!kept_why_.empty()) out["missing_kept_why"] = kept_why_;
  duplicates_.add_to(out);
  if (error != nullptr) out["error"] = error->text();
  // Boost writes every double as 1.5E0; these two are for people as well.
  auto text = json::serialize(out);
  text.pop_back();
  const double rate = seconds > 0 ? static_cast<double>(tally_.read) / seconds : 0;
  print(fmt::format("{},\"seconds\":{:.3f},\"objects_per_second\":{:.0f}}}\n", text, seconds, rate));
}

void add_list(CLI::App& program, Context& context) {
  auto* list = program.add_subcommand("list", "Lists of persons and organisations that others keep");
  list->require_subcommand(1);
  auto* command = list->add_subcommand(
      "import", "File a list, or follow it: what is new, what changed, what is gone since the last import");
  const auto options = std::make_shared<ListOptions>();
  command
      ->add_option("file", options->files,
                   "All files of the list, also packed with gzip; - for standard input")
      ->type_name("FILE")
      ->required();
  command->add_option("--list", options->list, "The list's name; always the same for the same list")
      ->type_name("NAME")
      ->required();
  command
      ->add_option("--format", options->format,
                   "FollowTheMoney, the UN's consolidated list, or CSV; otherwise the content decides")
      ->check(CLI::IsMember({"ftm", "un", "csv"}))
      ->type_name("FORMAT");
  command->add_option("--mapping", options->mapping, "Which column of a CSV file says what")
      ->type_name("FILE");
  command->add_option("--delimiter", options->delimiter, "Of CSV: a character, or tab")
      ->type_name("CHARACTER");
  command
      ->add_option("--role", options->role, "The role of those who are new: being listed says nothing of it")
      ->check(CLI::IsMember(
          {"suspect", "convicted", "victim", "witness", "contact", "facilitator", "missing", "unknown"}))
      ->type_name("ROLE")
      ->capture_default_str();
  command->add_flag("--dry-run", options->dry_run, "Say what would happen and change nothing");
  command->add_flag("--keep-missing", options->keep_missing, "Withdraw nothing that the files lack");
  command->add_flag("--withdraw-many", options->withdraw_many, "Withdraw more than 30 % of the list too");
  add_profile(*command, options->profile);
  add_common(*command, context);
  command->footer(
      "Doing an import again repeats nothing. Nothing is withdrawn where a file could not be read to its "
      "end.");
  command->callback([&context, options] {
    context.chosen = [&context, options] { return ListImport(context, *options).run(); };
  });
}

}  // namespace tansiq::cli
