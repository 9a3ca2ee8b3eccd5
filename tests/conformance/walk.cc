#include "walk.h"

#include <algorithm>
#include <set>

namespace tansiq::conformance {
namespace {

constexpr std::size_t most_pages =
    1000000;  // a server that says "more" for ever must not hold a walk for ever

void put(Headers& query, const std::string& name, const std::string& value) {
  std::erase_if(query, [&](const auto& parameter) { return parameter.first == name; });
  query.emplace_back(name, value);
}

}  // namespace

Walk walk(Client& client, const std::string& path, Headers query, By by, std::size_t limit,
          const EachPage& each) {
  Walk walk;
  if (limit > 0) put(query, "limit", std::to_string(limit));
  while (walk.pages < most_pages) {
    const Page page = Suite::page(client, with_query(path, query));
    if (!page.ok()) {
      walk.trouble = page.answer.sent + " gave " + page.answer.brief();
      return walk;
    }
    ++walk.pages;
    if (each) each(page);
    const auto keys = page.keys();
    walk.keys.insert(walk.keys.end(), keys.begin(), keys.end());
    const std::string before = walk.last_date;
    if (!page.last.empty()) walk.last_date = page.last;
    if (!page.more) return walk;
    if (by == By::next) {
      if (page.next.empty()) {
        walk.trouble = page.answer.sent + " says more without a next token";
        return walk;
      }
      put(query, "next", page.next);
    } else {
      if (page.last.empty() || page.last <= before) {
        walk.trouble = page.answer.sent + " says more, and X-TAXII-Date-Added-Last did not move on from '" +
                       before + "'";
        return walk;
      }
      put(query, "added_after", page.last);
    }
  }
  walk.trouble = "no end after " + std::to_string(most_pages) + " pages";
  return walk;
}

std::vector<std::string> repeated(const Walk& walk) {
  std::set<std::string> seen;
  std::vector<std::string> out;
  for (const auto& key : walk.keys)
    if (!seen.insert(key).second) out.push_back(key);
  return out;
}

std::vector<std::string> missing(const Walk& walk, const std::vector<std::string>& wanted) {
  const std::set<std::string> seen(walk.keys.begin(), walk.keys.end());
  std::vector<std::string> out;
  for (const auto& key : wanted)
    if (!seen.contains(key)) out.push_back(key);
  return out;
}

bool expect_exact(Outcome& outcome, const Walk& walk, const std::vector<std::string>& wanted,
                  const std::string& what) {
  const bool ended = outcome.expect(walk.finished(), what, walk.trouble, "a walk that comes to its end");
  const auto twice = repeated(walk);
  const bool once =
      outcome.expect(twice.empty(), what, "more than once: " + shown(twice), "each object once");
  const auto lost = missing(walk, wanted);
  const bool all = outcome.expect(
      lost.empty(), what,
      "lost " + std::to_string(lost.size()) + " of " + std::to_string(wanted.size()) + ": " + shown(lost),
      "every stored object");
  return ended && once && all;
}

std::vector<std::string> keys_of(const std::vector<json::object>& objects) {
  std::vector<std::string> out;
  out.reserve(objects.size());
  for (const auto& object : objects) out.push_back(id_of(object) + " " + version_of(object));
  return out;
}

}  // namespace tansiq::conformance
