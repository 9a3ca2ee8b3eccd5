// taxii-conformance: checks any TAXII 2.1 server from outside, or walks through a collection.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <set>

#include "items.h"
#include "walk.h"

namespace {

using namespace tansiq::conformance;

constexpr int exit_conforms = 0;
constexpr int exit_fails = 1;
constexpr int exit_cannot_start = 2;

struct Arguments {
  Options options;
  std::string user, password, limited_user, limited_password;
  std::string only;
  bool as_json = false;
  bool list = false;
  bool strict = false;
};

struct WalkArguments {
  std::string by = "next";
  std::size_t limit = 0;
  std::string added_after;
  std::vector<std::string> match;
  std::string out;
  bool count = false;
};

/// "4,16-23,G" as a set of numbers; nothing when it says no such thing.
std::optional<std::set<int>> numbers_of(const std::string& text) {
  std::set<int> out;
  std::stringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    if (word.size() == 1 && std::isalpha(static_cast<unsigned char>(word[0])) != 0) {
      const std::size_t before = out.size();
      for (int i = 1; i <= 86; ++i)
        if (section_of(i)[0] == std::toupper(static_cast<unsigned char>(word[0]))) out.insert(i);
      if (out.size() == before) return std::nullopt;
      continue;
    }
    int from = 0;
    int to = 0;
    char dash = 0;
    std::stringstream range(word);
    if (!(range >> from)) return std::nullopt;
    to = from;
    if (range >> dash && (dash != '-' || !(range >> to))) return std::nullopt;
    if (from < 1 || to > 86 || from > to) return std::nullopt;
    for (int i = from; i <= to; ++i) out.insert(i);
  }
  return out;
}

void add_server(CLI::App& app, Arguments& arguments) {
  auto& options = arguments.options;
  app.add_option("--url", options.url, "Scheme, host and port: https://host:port");
  app.add_option("--api-root", options.api_root,
                 "Path of the API root; by default the one that discovery names");
  app.add_option("--collection", options.collection,
                 "Id of a collection to read and write; by default the first that allows both");
  app.add_option("--user", arguments.user, "User name for HTTP Basic");
  app.add_option("--password", arguments.password, "Its password");
  auto* insecure = app.add_flag("--insecure", options.trust.insecure, "Take any certificate");
  auto* ca = app.add_option("--ca", options.trust.ca_file, "Trust the authorities in this PEM file");
  auto* pin =
      app.add_option("--pin", options.trust.pin,
                     "Take only the server whose public key (SPKI) has this SHA-256, in hex or Base64");
  insecure->excludes(ca)->excludes(pin);
  ca->excludes(pin);
}

void list_items(std::ostream& out) {
  std::string_view section;
  for (const auto& item : all_items()) {
    if (section != section_of(item.number)) {
      section = section_of(item.number);
      out << "\n" << section << "\n";
    }
    out << (item.number < 10 ? "   " : "  ") << item.number << " " << letter(item.level) << "  "
        << item.statement << " [" << item.reference << "]\n";
    if (*item.approximated != '\0') out << "        approximated: " << item.approximated << "\n";
  }
}

/// What is wrong with the arguments that both modes share; empty when nothing is.
std::string finished(Arguments& arguments) {
  auto& options = arguments.options;
  if (options.url.empty()) return "--url is required";
  if (!options.url.starts_with("https://") && !options.url.starts_with("http://"))
    return "--url must start with https:// (or http:// for a server behind something else's TLS)";
  const auto end = options.url.find('/', options.url.find("://") + 3);
  if (end != std::string::npos) options.url.resize(end);
  if (!arguments.user.empty()) options.login = Login{arguments.user, arguments.password};
  if (!arguments.limited_user.empty())
    options.limited = Login{arguments.limited_user, arguments.limited_password};
  return {};
}

int check(Arguments& arguments) {
  std::vector<Item> items = all_items();
  if (!arguments.only.empty()) {
    const auto wanted = numbers_of(arguments.only);
    if (!wanted) {
      std::cerr << "--only takes numbers from 1 to 86, ranges and letters of sections: 4,16-23,G\n";
      return exit_cannot_start;
    }
    std::erase_if(items, [&](const Item& item) { return !wanted->contains(item.number); });
  }
  Suite suite(arguments.options);
  if (const auto trouble = suite.discover()) {
    std::cerr << *trouble << "\n";
    return exit_cannot_start;
  }
  const auto lines = run(suite, items);
  if (arguments.options.clean) suite.clean();
  (arguments.as_json ? print_json : print_text)(std::cout, arguments.options.url + suite.collection(), lines);
  const bool any_failed = std::any_of(
      lines.begin(), lines.end(), [](const Line& line) { return line.outcome.verdict() == Verdict::fail; });
  return conforms(lines) && !(arguments.strict && any_failed) ? exit_conforms : exit_fails;
}

int walk_collection(Arguments& arguments, const WalkArguments& how) {
  Suite suite(arguments.options);
  if (const auto trouble = suite.discover()) {
    std::cerr << *trouble << "\n";
    return exit_cannot_start;
  }
  std::ofstream file;
  if (!how.out.empty()) {
    file.open(how.out, std::ios::binary);
    if (!file) {
      std::cerr << how.out << ": cannot be written\n";
      return exit_cannot_start;
    }
  }
  std::ostream& out = how.out.empty() ? std::cout : file;
  Headers query;
  if (!how.added_after.empty()) query.emplace_back("added_after", how.added_after);
  for (const auto& field : how.match) {
    const auto sign = field.find('=');
    if (sign == std::string::npos) {
      std::cerr << "--match takes FIELD=VALUE, such as type=indicator\n";
      return exit_cannot_start;
    }
    query.emplace_back("match[" + field.substr(0, sign) + "]", field.substr(sign + 1));
  }
  std::size_t objects = 0;
  std::size_t bytes = 0;
  const Walk seen = walk(suite.http(), suite.objects(), query, how.by == "next" ? By::next : By::added_after,
                         how.limit, [&](const Page& page) {
                           for (const auto& object : raw_elements(page.answer.body, "objects")) {
                             ++objects;
                             bytes += object.size();
                             if (!how.count) out << object << '\n';
                           }
                         });
  out.flush();
  if (how.count || !how.out.empty())
    std::cerr << objects << " objects, " << bytes << " bytes, " << seen.pages << " pages, "
              << repeated(seen).size() << " repeated, last added "
              << (seen.last_date.empty() ? "never" : seen.last_date) << "\n";
  if (!seen.finished()) std::cerr << "stopped before the end: " << seen.trouble << "\n";
  if (!out) std::cerr << "the output could not be written\n";
  return seen.finished() && out && repeated(seen).empty() ? exit_conforms : exit_fails;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a server that closes while it is written to is a finding, not an end
  Arguments arguments;
  WalkArguments how;
  CLI::App app(
      "Checks a TAXII 2.1 server from outside, item by item. Exit code 0: no M item failed; 1: one failed; "
      "2: the suite could not start.",
      "taxii-conformance");
  add_server(app, arguments);
  auto& options = arguments.options;
  app.add_option("--limited-user", arguments.limited_user,
                 "Another account, which sees no collection (or not this one)");
  app.add_option("--limited-password", arguments.limited_password, "Its password");
  app.add_option("--no-read-collection", options.no_read_collection,
                 "Id of a collection that the user may only write");
  app.add_option("--no-write-collection", options.no_write_collection,
                 "Id of one that the user may only read");
  app.add_option("--no-access-collection", options.no_access_collection,
                 "Id of one that exists and is closed to the user");
  app.add_option("--restart", options.restart_command,
                 "Shell command that restarts the server and waits until it serves");
  app.add_option("--only", arguments.only,
                 "Only these items: numbers, ranges, letters of sections (4,16-23,G)");
  app.add_flag("--clean", options.clean, "Delete at the end what the run has stored");
  app.add_flag("--strict", arguments.strict, "Exit code 1 when any item failed, not only an M item");
  app.add_flag("--json", arguments.as_json, "The report as JSON");
  app.add_flag("--list", arguments.list, "Print the items and stop");

  auto* walker = app.add_subcommand(
      "walk", "Page through a collection and write its objects, one a line, byte by byte as served");
  add_server(*walker, arguments);
  walker->add_option("--by", how.by, "Go on by `next` or by `added_after`")
      ->check(CLI::IsMember({"next", "added_after"}));
  walker->add_option("--limit", how.limit, "Objects a page; by default the server's own limit");
  walker->add_option("--added-after", how.added_after, "Only what was added later than this");
  walker->add_option("--match", how.match, "FIELD=VALUE, as in match[FIELD]=VALUE; may be repeated");
  walker->add_option("--out", how.out, "Write to this file instead of standard output");
  walker->add_flag("--count", how.count, "Write no objects, only how many there are");
  CLI11_PARSE(app, argc, argv);

  if (arguments.list) {
    list_items(std::cout);
    return exit_conforms;
  }
  if (const std::string wrong = finished(arguments); !wrong.empty()) {
    std::cerr << wrong << "\n";
    return exit_cannot_start;
  }
  return walker->parsed() ? walk_collection(arguments, how) : check(arguments);
}
