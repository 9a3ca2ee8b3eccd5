#include "report.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <map>
#include <ostream>
#include <utility>

#include "json.h"

namespace tansiq::conformance {
namespace {

constexpr std::size_t findings_shown = 6;

constexpr std::array<std::pair<int, std::string_view>, 9> sections = {{
    {1, "A. Transport, headers, negotiation"},
    {16, "B. Authentication and authorisation"},
    {24, "C. Discovery and API roots"},
    {30, "D. Collections"},
    {39, "E. Objects, manifest, single object, versions"},
    {53, "F. Filters"},
    {66, "G. Pagination"},
    {72, "H. Writing, status, deleting"},
    {85, "I. Errors"},
}};

struct Totals {
  std::map<Verdict, int> by_verdict;
  std::map<Level, int> failed;
};

Totals totals_of(const std::vector<Line>& lines) {
  Totals totals;
  for (const auto& line : lines) {
    ++totals.by_verdict[line.outcome.verdict()];
    if (line.outcome.verdict() == Verdict::fail) ++totals.failed[line.level];
  }
  return totals;
}

void print_findings(std::ostream& out, const Outcome& outcome) {
  const auto& findings = outcome.findings();
  const std::size_t shown = std::min(findings.size(), findings_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    out << "            sent      " << findings[i].sent << "\n"
        << "            came      " << findings[i].came << "\n"
        << "            expected  " << findings[i].expected << "\n";
  }
  if (findings.size() > shown)
    out << "            ... and " << findings.size() - shown << " more like these\n";
}

}  // namespace

bool Outcome::expect(bool right, const Answer& came, std::string expected) {
  return expect(right, came.sent, right ? std::string() : came.brief(), std::move(expected));
}

bool Outcome::expect(bool right, std::string sent, std::string came, std::string expected) {
  if (right) return true;
  verdict_ = Verdict::fail;
  findings_.push_back({std::move(sent), std::move(came), std::move(expected)});
  return false;
}

bool Outcome::expect_status(const Answer& came, const std::vector<int>& statuses, std::string_view because) {
  std::string expected;
  for (const int status : statuses) expected += (expected.empty() ? "" : " or ") + std::to_string(status);
  if (!because.empty()) expected += ": " + std::string(because);
  return expect(std::find(statuses.begin(), statuses.end(), came.status) != statuses.end(), came, expected);
}

void Outcome::note(std::string text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(std::move(text));
}

Outcome Outcome::skip(std::string why) {
  Outcome outcome;
  outcome.verdict_ = Verdict::skipped;
  outcome.note(std::move(why));
  return outcome;
}

Outcome Outcome::absent(std::string why) {
  Outcome outcome;
  outcome.verdict_ = Verdict::not_applicable;
  outcome.note(std::move(why));
  return outcome;
}

std::string_view section_of(int number) {
  std::string_view title = sections.front().second;
  for (const auto& [first, name] : sections)
    if (number >= first) title = name;
  return title;
}

char letter(Level level) {
  switch (level) {
    case Level::must:
      return 'M';
    case Level::should:
      return 'S';
    case Level::may:
      return 'm';
    case Level::differ:
      return 'E';
  }
  return '?';
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "FAIL";
    case Verdict::skipped:
      return "skipped";
    case Verdict::not_applicable:
      return "n/a";
  }
  return "?";
}

void print_text(std::ostream& out, const std::string& server, const std::vector<Line>& lines) {
  out << "TAXII 2.1 conformance of " << server << "\n";
  std::string_view section;
  for (const auto& line : lines) {
    if (section != section_of(line.number)) {
      section = section_of(line.number);
      out << "\n" << section << "\n";
    }
    out << "  " << std::left << std::setw(8) << name_of(line.outcome.verdict()) << std::right << std::setw(2)
        << line.number << " " << letter(line.level) << "  " << line.statement << " [" << line.reference
        << "]\n";
    for (const auto& note : line.outcome.notes()) out << "            note: " << note << "\n";
    if (!line.approximated.empty() && line.outcome.verdict() != Verdict::skipped)
      out << "            approximated: " << line.approximated << "\n";
    print_findings(out, line.outcome);
  }
  auto totals = totals_of(lines);
  out << "\n"
      << lines.size() << " items: " << totals.by_verdict[Verdict::pass] << " pass, "
      << totals.by_verdict[Verdict::fail] << " fail (" << totals.failed[Level::must] << " of them M), "
      << totals.by_verdict[Verdict::skipped] << " skipped, " << totals.by_verdict[Verdict::not_applicable]
      << " not applicable\n";
}

void print_json(std::ostream& out, const std::string& server, const std::vector<Line>& lines) {
  json::array items;
  for (const auto& line : lines) {
    json::array findings;
    for (const auto& finding : line.outcome.findings())
      findings.push_back({{"sent", finding.sent}, {"came", finding.came}, {"expected", finding.expected}});
    json::array notes;
    for (const auto& note : line.outcome.notes()) notes.emplace_back(note);
    json::object item = {{"number", line.number},
                         {"level", std::string(1, letter(line.level))},
                         {"section", std::string(1, section_of(line.number)[0])},
                         {"statement", line.statement},
                         {"reference", line.reference},
                         {"verdict", lower(name_of(line.outcome.verdict()))},
                         {"seconds", line.seconds}};
    if (!findings.empty()) item["findings"] = std::move(findings);
    if (!notes.empty()) item["notes"] = std::move(notes);
    if (!line.approximated.empty()) item["approximated"] = line.approximated;
    items.push_back(std::move(item));
  }
  auto totals = totals_of(lines);
  const json::object document = {{"server", server},
                                 {"items", std::move(items)},
                                 {"totals",
                                  {{"pass", totals.by_verdict[Verdict::pass]},
                                   {"fail", totals.by_verdict[Verdict::fail]},
                                   {"fail_must", totals.failed[Level::must]},
                                   {"skipped", totals.by_verdict[Verdict::skipped]},
                                   {"not_applicable", totals.by_verdict[Verdict::not_applicable]}}},
                                 {"conforms", conforms(lines)}};
  out << json::serialize(document) << "\n";
}

bool conforms(const std::vector<Line>& lines) {
  return std::none_of(lines.begin(), lines.end(), [](const Line& line) {
    return line.level == Level::must && line.outcome.verdict() == Verdict::fail;
  });
}

}  // namespace tansiq::conformance
