// G. Pagination: items 66 to 71.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "items.h"
#include "walk.h"

namespace tansiq::conformance {
namespace {

std::vector<json::object> in_groups(std::size_t count, Suite& suite, Outcome& outcome, std::size_t group) {
  auto objects = indicators(count);
  for (std::size_t i = 0; i < count && outcome.good(); i += group) {
    const auto from = objects.begin() + static_cast<std::ptrdiff_t>(i);
    const auto to = objects.begin() + static_cast<std::ptrdiff_t>(std::min(i + group, count));
    suite.store(outcome, {from, to});
  }
  return objects;
}

Outcome full_walk(Suite& suite) {
  Outcome outcome;
  const std::string since = suite.mark(outcome);
  const auto objects = in_groups(60, suite, outcome, 7);
  if (!outcome.good()) return outcome;
  const auto keys = keys_of(objects);
  for (const auto& path : {suite.objects(), suite.manifest()}) {
    for (const std::size_t limit : {1U, 7U, 60U, 61U}) {
      // The manifest need not give tokens (item 70).
      const By by = path == suite.manifest() ? By::added_after : By::next;
      std::size_t pages_that_end = 0;
      const Walk seen = walk(suite.http(), path, {{"added_after", since}}, by, limit, [&](const Page& page) {
        if (!page.more) ++pages_that_end;
        outcome.expect(page.objects.size() <= limit, page.answer, "no more than " + std::to_string(limit));
        outcome.expect(!page.objects.empty() || !page.more, page.answer,
                       "something on each page that says more");
      });
      expect_exact(outcome, seen, keys, "a walk over " + path + " with limit " + std::to_string(limit));
      outcome.expect(seen.pages == (keys.size() + limit - 1) / limit,
                     "a walk with limit " + std::to_string(limit), std::to_string(seen.pages) + " pages",
                     "no page more than needed: `more` only when something remains");
      outcome.expect(pages_that_end == 1, "a walk", std::to_string(pages_that_end) + " last pages", "one");
    }
  }
  return outcome;
}

Outcome one_instant(Suite& suite) {
  Outcome outcome;
  const std::string since = suite.mark(outcome);
  const auto objects = indicators(250);
  if (!suite.store(outcome, objects)) return outcome;
  const auto keys = keys_of(objects);
  for (const By by : {By::next, By::added_after})
    for (const std::size_t limit : {10U, 99U})
      expect_exact(outcome, walk(suite.http(), suite.objects(), {{"added_after", since}}, by, limit), keys,
                   std::string("250 objects of one POST, walked by ") +
                       (by == By::next ? "next" : "added_after") + " with limit " + std::to_string(limit));
  return outcome;
}

/// Several clients that POST small envelopes, some of which they DELETE again, until told to stop.
class Writers {
 public:
  Writers(Suite& suite, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this, &suite, i] { write(suite, i); });
  }

  /// Waits until each has written its share.
  void join() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  ~Writers() { join(); }
  Writers(const Writers&) = delete;
  Writers& operator=(const Writers&) = delete;

  [[nodiscard]] bool done() const { return running_ == 0; }

  /// What was stored and left, and findings. After join().
  std::vector<json::object> kept;
  Outcome outcome;

 private:
  static constexpr std::size_t rounds = 30;

  void write(Suite& suite, std::size_t number) {
    Client client = suite.client();
    for (std::size_t round = 0; round < rounds; ++round) {
      auto objects = indicators(1 + (number + round) % 4);
      const Answer posted = client.send(Suite::post_request(suite.objects(), envelope(objects)));
      const bool stored = posted.status == 202 && suite.settled(client, posted).has_value();
      Answer removed;
      const bool drop = round % 3 == 2;
      if (drop) {
        Request removal;
        removal.method = "DELETE";
        removal.target = suite.object(id_of(objects.back()));
        removed = client.send(removal);
      }
      const std::lock_guard guard(lock_);
      outcome.expect(stored, posted, "202 and a complete status");
      if (drop) {
        outcome.expect_status(removed, {200}, "DELETE of an object just stored");
        objects.pop_back();
      }
      if (stored) kept.insert(kept.end(), objects.begin(), objects.end());
    }
    --running_;
  }

  std::atomic<std::size_t> running_{3};
  std::mutex lock_;
  std::vector<std::thread> threads_;
};

/// Follows the collection from a date, a short page at a time, until the writers have stopped and nothing
/// remains.
Walk follow(Client& client, Suite& suite, const std::string& since, By by, const Writers& writers) {
  Walk all;
  all.last_date = since;
  for (bool last_round = false;; last_round = writers.done()) {
    const Walk part = walk(client, suite.objects(), {{"added_after", all.last_date}}, by, 5);
    all.keys.insert(all.keys.end(), part.keys.begin(), part.keys.end());
    all.pages += part.pages;
    if (!part.last_date.empty()) all.last_date = part.last_date;
    all.trouble = part.trouble;
    if (!part.finished() || (last_round && part.keys.empty())) return all;
  }
}

Outcome walk_among_writers(Suite& suite) {
  Outcome outcome;
  const std::string since = suite.mark(outcome);
  const auto before = in_groups(100, suite, outcome, 25);
  if (!outcome.good()) return outcome;

  Walk by_next;
  Walk by_date;
  Walk once;
  Writers writers(suite, 3);
  std::thread first([&] {
    Client client = suite.client();
    by_next = follow(client, suite, since, By::next, writers);
  });
  std::thread second([&] {
    Client client = suite.client();
    by_date = follow(client, suite, since, By::added_after, writers);
  });
  {
    Client client = suite.client();
    once = walk(client, suite.objects(), {{"added_after", since}}, By::next, 3);
  }
  writers.join();
  first.join();
  second.join();
  for (const auto& finding : writers.outcome.findings())
    outcome.expect(false, finding.sent, finding.came, finding.expected);
  suite.remember(writers.kept);

  auto everything = keys_of(before);
  const auto during = keys_of(writers.kept);
  everything.insert(everything.end(), during.begin(), during.end());
  expect_exact(outcome, by_next, everything, "a follower by next while three clients POST and DELETE");
  expect_exact(outcome, by_date, everything, "a follower by added_after while three clients POST and DELETE");
  expect_exact(outcome, once, keys_of(before), "one walk by next over what stood before the writers began");
  return outcome;
}

Outcome tokens_last(Suite& suite) {
  Outcome outcome;
  const std::string since = suite.mark(outcome);
  const auto objects = in_groups(20, suite, outcome, 20);
  if (!outcome.good()) return outcome;
  const Headers query = {{"added_after", since}, {"limit", "10"}};
  const Page first = suite.page(suite.objects(), query);
  if (!outcome.expect(!first.next.empty(), first.answer, "a next token")) return outcome;
  Headers onward = query;
  onward.emplace_back("next", first.next);
  const auto wanted = keys_of({objects.begin() + 10, objects.end()});
  const auto expect_usable = [&](const std::string& when) {
    Client client = suite.client();
    const Page page = Suite::page(client, with_query(suite.objects(), onward));
    if (page.ok()) {
      outcome.expect(page.keys() == wanted, page.answer, "the second page, " + when);
    } else {
      outcome.expect_status(page.answer, {400, 404}, "a token that no longer counts, " + when);
      outcome.note("a token is not taken " + when);
    }
  };
  expect_usable("from another connection");
  expect_usable("a second time");
  for (int i = 0; i < 300; ++i) suite.page(suite.objects(), query);
  expect_usable("after 300 other tokens were given");
  if (suite.options().restart_command.empty()) {
    outcome.note("the server was not restarted: no --restart");
    return outcome;
  }
  const int code =
      std::system(suite.options().restart_command.c_str());  // NOLINT(concurrency-mt-unsafe,cert-env33-c)
  outcome.expect(code == 0, suite.options().restart_command, "exit " + std::to_string(code), "exit 0");
  expect_usable("after a restart of the server");
  expect_exact(outcome, walk(suite.http(), suite.objects(), {{"added_after", since}}, By::next, 7),
               keys_of(objects), "a walk after the restart");
  return outcome;
}

Outcome manifest_goes_on(Suite& suite) {
  Outcome outcome;
  const std::string since = suite.mark(outcome);
  const json::object object = indicator();
  std::vector<json::object> forms;
  for (int i = 1; i <= 9; ++i)
    forms.push_back(with_version(object, "2024-01-0" + std::to_string(i) + "T00:00:00.000Z"));
  if (!suite.store(outcome, forms)) return outcome;
  const Walk manifest = walk(suite.http(), suite.manifest(),
                             {{"added_after", since}, {"match[version]", "all"}}, By::added_after, 2);
  expect_exact(outcome, manifest, keys_of(forms), "manifest/ by added_after with limit 2");

  std::vector<std::string> versions;
  std::string date = since;
  for (bool more = true; more && versions.size() < 50;) {
    const Page page = suite.page(suite.versions(id_of(object)), {{"added_after", date}, {"limit", "2"}});
    const auto body = parsed_object(page.answer.body).value_or(json::object{});
    const auto* list = body.if_contains("versions");
    if (!outcome.expect(page.ok() && list != nullptr && list->is_array() && !page.last.empty(), page.answer,
                        "a page of versions with its dates"))
      return outcome;
    for (const auto& version : list->get_array()) versions.emplace_back(version.get_string());
    date = page.last;
    more = page.more;
    if (!page.next.empty()) outcome.note("versions/ gives a next token as an extra");
  }
  std::vector<std::string> wanted;
  for (const auto& form : forms) wanted.push_back(version_of(form));
  outcome.expect(sorted(versions) == wanted, "versions/ by added_after with limit 2", shown(versions),
                 shown(wanted));
  const Page page =
      suite.page(suite.manifest(), {{"added_after", since}, {"limit", "1"}, {"match[version]", "all"}});
  if (!page.next.empty()) outcome.note("manifest/ gives a next token as an extra");
  return outcome;
}

Outcome token_with_other_filter(Suite& suite) {
  Outcome outcome;
  const std::string since = suite.mark(outcome);
  const auto objects = in_groups(4, suite, outcome, 4);
  const json::object other = malware();
  if (!suite.store(outcome, {other})) return outcome;
  const Headers query = {{"added_after", since}, {"match[type]", "indicator"}, {"limit", "2"}};
  const Page first = suite.page(suite.objects(), query);
  if (!outcome.expect(first.more && !first.next.empty(), first.answer, "more and a token")) return outcome;
  const std::string next = first.next;
  for (const Headers& changed :
       {Headers{{"added_after", since}, {"match[type]", "malware"}, {"limit", "2"}, {"next", next}},
        Headers{{"added_after", since}, {"limit", "2"}, {"next", next}},
        Headers{{"added_after", since},
                {"match[type]", "indicator"},
                {"match[version]", "all"},
                {"limit", "2"},
                {"next", next}},
        Headers{{"added_after", "2016-01-01T00:00:00Z"},
                {"match[type]", "indicator"},
                {"limit", "2"},
                {"next", next}},
        Headers{{"added_after", since},
                {"match[type]", "indicator"},
                {"match[id]", id_of(other)},
                {"next", next}}})
    outcome.expect_status(suite.get(suite.objects(), changed), {400}, "the token belongs to another filter");
  return outcome;
}

}  // namespace

std::vector<Item> paging_items() {
  using enum Level;
  return {
      {66, must, "`more` is true just when something remains; a full walk has no gap and no repetition",
       "3.5", full_walk},
      {67, must, "Objects that arrived in one POST are all found, by next and by added_after", "3.5",
       one_instant},
      {68, must, "A walk loses and repeats nothing while others POST and DELETE", "3.5", walk_among_writers},
      {69, must, "Tokens go on working, also after a restart, or are 400 or 404", "3.7", tokens_last,
       "the server is restarted only with --restart; its memory is not seen, but a token must outlive 300 "
       "others"},
      {70, differ, "manifest/ and versions/ can be paged by added_after alone", "5.3.1, 5.8.1",
       manifest_goes_on},
      {71, must, "A token with another filter is 400", "3.5, App. B", token_with_other_filter},
  };
}

}  // namespace tansiq::conformance
