// H. Writing, status, deleting: items 72 to 84. I. Errors: items 85 and 86.

#include <algorithm>
#include <regex>
#include <set>
#include <thread>

#include "items.h"
#include "walk.h"

namespace tansiq::conformance {
namespace {

const json::object nothing;
constexpr std::int64_t largest_tried = std::int64_t{256}
                                       << 20U;  // bigger limits would only measure this machine's memory

json::object body_of(const Answer& answer) {
  return parsed_object(answer.body).value_or(nothing);
}

void expect_counts(Outcome& outcome, const Answer& answer, const json::object& status, std::int64_t total,
                   std::int64_t success, std::int64_t failure) {
  const auto number = [&](const char* key) { return integer_at(status, key).value_or(-1); };
  outcome.expect(number("total_count") == total && number("success_count") == success &&
                     number("failure_count") == failure && number("pending_count") == 0,
                 answer.sent, json::serialize(status),
                 "total " + std::to_string(total) + ", success " + std::to_string(success) + ", failure " +
                     std::to_string(failure) + ", pending 0");
}

Outcome status_resource(Suite& suite) {
  Outcome outcome;
  const auto objects = indicators(3);
  const Answer answer = suite.post(objects);
  outcome.expect_status(answer, {202});
  const auto body = body_of(answer);
  const auto number = [&](const char* key) { return integer_at(body, key).value_or(-1); };
  outcome.expect(!text_at(body, "id").empty(), answer, "id");
  const std::string state = text_at(body, "status");
  outcome.expect(state == "complete" || state == "pending", answer, "status complete or pending");
  outcome.expect(number("total_count") == 3, answer, "total_count 3");
  outcome.expect(number("success_count") >= 0 && number("failure_count") >= 0 &&
                     number("pending_count") >= 0 &&
                     number("success_count") + number("failure_count") + number("pending_count") ==
                         number("total_count"),
                 answer, "counts that add up to total_count");
  outcome.expect(state != "complete" || number("pending_count") == 0, answer,
                 "nothing pending when complete");
  for (const char* list : {"successes", "failures", "pendings"})
    for (const auto& entry : list_at(body, list))
      outcome.expect(!id_of(entry).empty() && !text_at(entry, "version").empty(), answer,
                     std::string("id and version in each of ") + list);
  if (const auto successes = list_at(body, "successes"); body.contains("successes"))
    outcome.expect(static_cast<std::int64_t>(successes.size()) == number("success_count"), answer,
                   "as many successes as success_count");
  const auto settled = suite.settled(suite.http(), answer);
  if (outcome.expect(settled.has_value(), answer, "a status that becomes complete"))
    expect_counts(outcome, answer, *settled, 3, 3, 0);
  return outcome;
}

Outcome duplicates(Suite& suite) {
  Outcome outcome;
  const json::object object = indicator();
  const json::object observable = url_observable();
  const std::string ids = id_of(object) + "," + id_of(observable);
  for (const auto& objects : {std::vector{object, observable}, std::vector{object, observable},
                              std::vector{object, object, observable}}) {
    const Answer answer = suite.post(objects);
    outcome.expect_status(answer, {202});
    const auto settled = suite.settled(suite.http(), answer);
    if (outcome.expect(settled.has_value(), answer, "a status that becomes complete"))
      outcome.expect(integer_at(*settled, "failure_count") == 0, answer.sent, json::serialize(*settled),
                     "the same object again is no failure");
  }
  const Page manifest = suite.page(suite.manifest(), {{"match[id]", ids}, {"match[version]", "all"}});
  outcome.expect(manifest.objects.size() == 2, manifest.answer, "one record for each object");
  const Page objects = suite.page(suite.objects(), {{"match[id]", ids}, {"match[version]", "all"}});
  outcome.expect(objects.objects.size() == 2, objects.answer, "each object once");
  return outcome;
}

Outcome mixed_envelope(Suite& suite) {
  Outcome outcome;
  const auto good = indicators(2);
  const json::object bad = broken_indicator();
  const Answer answer = suite.post({good[0], bad, good[1]});
  if (!outcome.expect_status(answer, {202})) return outcome;
  const auto settled = suite.settled(suite.http(), answer);
  if (!outcome.expect(settled.has_value(), answer, "a status that becomes complete")) return outcome;
  expect_counts(outcome, answer, *settled, 3, 2, 1);
  const auto failures = list_at(*settled, "failures");
  const bool told = failures.size() == 1 && id_of(failures[0]) == id_of(bad) &&
                    !text_at(failures[0], "version").empty() && !text_at(failures[0], "message").empty();
  outcome.expect(told, answer.sent, json::serialize(*settled),
                 "the bad object under failures, with id, version and message");
  for (const auto& object : good)
    outcome.expect_status(suite.get(suite.object(id_of(object))), {200}, "a good object");
  outcome.expect_status(suite.get(suite.object(id_of(bad))), {404}, "the bad object");
  return outcome;
}

Outcome body_size(Suite& suite) {
  Outcome outcome;
  const auto limit = integer_at(body_of(suite.get(suite.root())), "max_content_length").value_or(0);
  if (limit <= 0) return Outcome::skip("the API root names no max_content_length (item 28)");
  if (limit > largest_tried)
    return Outcome::skip("max_content_length " + std::to_string(limit) + " is more than this suite sends");
  const auto of_size = [&](std::int64_t size) {
    const json::object object = indicator();
    suite.remember({object});
    std::string body = envelope({object});
    body.insert(body.size() - 1, static_cast<std::size_t>(size) - body.size(),
                ' ');  // blanks before the last brace
    return Suite::post_request(suite.objects(), std::move(body));
  };
  for (const std::int64_t size : {limit / 2, limit - 1, limit}) {
    const Answer answer = suite.client().send(of_size(size));
    outcome.expect(answer.status != 413, answer, "anything but 413: the body is within max_content_length");
    outcome.expect_status(answer, {202});
  }
  outcome.expect_status(suite.client().send(of_size(limit + 1)), {413}, "one byte above max_content_length");
  Request polite = of_size(limit + 1);
  polite.expect_continue = true;
  outcome.expect_status(suite.client().send(polite), {413},
                        "above max_content_length, asking before it sends");
  Request chunked = of_size(limit + 65536);
  chunked.chunked = true;
  outcome.expect_status(suite.client().send(chunked), {413},
                        "above max_content_length, without Content-Length");
  return outcome;
}

Outcome bad_bodies(Suite& suite) {
  Outcome outcome;
  const json::object object = indicator();
  const std::string id = id_of(object);
  const std::string text = json::serialize(object);
  json::object future = object;
  future["spec_version"] = "9.9";
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {"broken JSON", R"({"objects":[)" + text},
      {"no JSON", "objects"},
      {"an empty body", ""},
      {"two values", envelope({object}) + "{}"},
      {"a list", "[" + text + "]"},
      {"a string", "\"" + id + "\""},
      {"an object instead of an envelope", text},
      {"objects that is no list", R"({"objects":)" + text + "}"},
      {"a list of texts", R"({"objects":["x"]})"},
      {"a bundle", R"({"type":"bundle","id":"bundle--)" + random_uuid() + R"(","objects":[)" + text + "]}"},
      {"bytes that are no UTF-8", R"({"objects":[{"x":")" + std::string("\xC3\x28") + R"("},)" + text + "]}"},
      {"a specification version of the future", envelope({future})},
  };
  for (const auto& [what, body] : bodies) {
    const Answer answer = suite.http().send(Suite::post_request(suite.objects(), body));
    if (answer.status == 202) {
      // An envelope is what it is; a server may also say object by object what it does not take.
      const auto settled = suite.settled(suite.http(), answer);
      const bool refused =
          settled && integer_at(*settled, "success_count") == 0 && integer_at(*settled, "failure_count") == 1;
      outcome.expect(refused && (&body == &bodies.back().second || what == "a list of texts"), answer,
                     "400 or 422: " + what);
      outcome.note(what + " is answered 202 with a failure");
      continue;
    }
    outcome.expect_status(answer, {400, 422}, what);
    outcome.expect(!text_at(body_of(answer), "title").empty(), answer, "an error object with a title");
  }
  outcome.expect_status(suite.get(suite.object(id)), {404}, "nothing of these was stored");
  return outcome;
}

Outcome custom_property(Suite& suite) {
  Outcome outcome;
  const json::object object = indicator();
  const std::string body = R"({"x_exercise":{"a":[1]},"objects":[)" + json::serialize(object) + "]}";
  const Answer answer = suite.http().send(Suite::post_request(suite.objects(), body));
  if (!outcome.expect_status(answer, {202, 422})) return outcome;
  outcome.note(answer.status == 202 ? "an unknown property of the envelope is ignored"
                                    : "an unknown property of the envelope is 422");
  if (answer.status == 202) {
    const auto settled = suite.settled(suite.http(), answer);
    outcome.expect(settled && integer_at(*settled, "success_count") == 1, answer, "the object is stored");
    suite.remember({object});
  }
  outcome.expect_status(suite.get(suite.object(id_of(object))), {answer.status == 202 ? 200 : 404});
  return outcome;
}

Outcome status_again(Suite& suite) {
  Outcome outcome;
  const Answer posted = suite.post({indicator(), broken_indicator()});
  if (!outcome.expect_status(posted, {202})) return outcome;
  const auto body = body_of(posted);
  const std::string path = suite.status(text_at(body, "id"));
  const Answer again = suite.client().get(path);
  outcome.expect_status(again, {200});
  if (text_at(body, "status") == "complete") {
    outcome.expect(equal(body_of(again), body), again, "what the POST answered: " + posted.body);
  } else {
    const auto settled = suite.settled(suite.http(), posted);
    outcome.expect(settled.has_value(), again, "complete, sooner or later");
  }
  outcome.expect_status(suite.get(suite.status(random_uuid())), {404}, "an unknown status");
  outcome.expect_status(suite.get(suite.status("x")), {404}, "an unknown status");
  return outcome;
}

Outcome status_kept(Suite& suite) {
  Outcome outcome;
  if (!suite.first_status()) suite.store(outcome, {indicator()});
  if (!suite.first_status()) return outcome;
  const Answer answer = suite.get(suite.status(text_at(*suite.first_status(), "id")));
  outcome.expect(answer.status == 200 && equal(body_of(answer), *suite.first_status()), answer,
                 "the status as it was: " + json::serialize(*suite.first_status()));
  return outcome;
}

Outcome status_visibility(Suite& suite) {
  Outcome outcome;
  const Answer posted = suite.post({indicator()});
  const std::string path = suite.status(text_at(body_of(posted), "id"));
  outcome.expect_status(suite.get(path), {200});
  if (suite.client(std::nullopt).get(suite.objects()).status != 200)
    outcome.expect_status(suite.client(std::nullopt).get(path), {401, 404}, "a stranger");
  if (suite.options().limited)
    outcome.expect_status(suite.client(suite.options().limited).get(path), {403, 404}, "another account");
  else
    outcome.note("another account was not tried: no --limited-user");
  return outcome;
}

void expect_gone(Suite& suite, Outcome& outcome, const std::string& id) {
  outcome.expect_status(suite.get(suite.object(id)), {404}, "deleted");
  outcome.expect_status(suite.get(suite.versions(id)), {404}, "deleted");
  for (const auto& path : {suite.objects(), suite.manifest()}) {
    const Page page = suite.page(path, {{"match[id]", id}, {"match[version]", "all"}});
    outcome.expect(page.ok() && page.objects.empty(), page.answer, "nothing of the deleted object");
  }
}

Outcome removal(Suite& suite) {
  Outcome outcome;
  const std::vector<std::string> times = {"2024-01-01T00:00:00.000Z", "2024-02-01T00:00:00.000Z",
                                          "2024-03-01T00:00:00.000Z", "2024-04-01T00:00:00.000Z"};
  const auto stored = [&] {
    const json::object object = indicator();
    for (const auto& time : times) suite.store(outcome, {with_version(object, time)});
    return id_of(object);
  };
  const auto expect_versions = [&](const std::string& id, const std::vector<std::string>& left) {
    const Page page = suite.page(suite.object(id), {{"match[version]", "all"}});
    std::vector<std::string> keys;
    for (const auto& time : left) keys.push_back(id + " " + time);
    outcome.expect(page.keys() == keys, page.answer, shown(keys));
  };
  const std::string whole = stored();
  if (!outcome.good()) return outcome;
  outcome.expect_status(suite.remove(suite.object(whole)), {200});
  expect_gone(suite, outcome, whole);
  outcome.expect_status(suite.remove(suite.object(whole)), {404}, "deleted before");
  outcome.expect_status(suite.remove(suite.object("indicator--" + random_uuid())), {404}, "never there");

  const std::string some = stored();
  outcome.expect_status(suite.remove(suite.object(some), {{"match[version]", times[1]}}), {200});
  expect_versions(some, {times[0], times[2], times[3]});
  outcome.expect_status(suite.remove(suite.object(some), {{"match[version]", "first,last"}}), {200});
  expect_versions(some, {times[2]});
  outcome.expect_status(suite.remove(suite.object(some), {{"match[version]", "all,last"}}), {400},
                        "`all` stands alone");
  outcome.expect_status(suite.remove(suite.object(some), {{"match[version]", "newest"}}), {400}, "malformed");
  expect_versions(some, {times[2]});
  outcome.expect_status(suite.remove(suite.object(some), {{"match[version]", "all"}}), {200});
  expect_gone(suite, outcome, some);
  return outcome;
}

Outcome removal_permissions(Suite& suite) {
  const auto& options = suite.options();
  Outcome outcome;
  bool tried = false;
  const std::string id = suite.sample(outcome);
  const auto expect_refusal = [&](const std::string& collection, int status, const std::string& what) {
    if (collection.empty()) return;
    tried = true;
    outcome.expect_status(suite.remove(suite.collection(collection) + "objects/" + id + "/"), {status}, what);
  };
  expect_refusal(options.no_access_collection, 404, "neither readable nor writable");
  expect_refusal(options.no_write_collection, 403, "readable only");
  expect_refusal(options.no_read_collection, 403, "writable only");
  if (!tried)
    return Outcome::skip("needs --no-read-collection, --no-write-collection, --no-access-collection");
  return outcome;
}

Outcome read_your_write(Suite& suite) {
  Outcome outcome;
  Client reader = suite.client();
  for (int i = 0; i < 20; ++i) {
    const auto objects = indicators(3);
    if (!suite.store(outcome, objects)) return outcome;
    Client fresh = suite.client();
    for (Client* client : {&reader, &fresh}) {
      const Page one = Suite::page(*client, suite.object(id_of(objects[2])));
      outcome.expect(one.ids() == std::vector{id_of(objects[2])}, one.answer, "the object just stored");
      const Page listed = Suite::page(
          *client, with_query(suite.objects(), {{"match[id]", id_of(objects[0]) + "," + id_of(objects[1])}}));
      outcome.expect(listed.objects.size() == 2, listed.answer, "the objects just stored");
    }
  }
  return outcome;
}

Outcome concurrent_posts(Suite& suite) {
  constexpr std::size_t writers = 12;
  constexpr std::size_t rounds = 15;
  Outcome outcome;
  const std::string since = suite.mark(outcome);
  if (!outcome.good()) return outcome;
  std::mutex lock;
  std::vector<json::object> stored;
  std::vector<std::thread> threads;
  for (std::size_t number = 0; number < writers; ++number)
    threads.emplace_back([&, number] {
      Client client = suite.client();
      for (std::size_t round = 0; round < rounds; ++round) {
        const auto objects = indicators(number % 3 == 0 ? 20 : 1);
        const Answer answer = client.send(Suite::post_request(suite.objects(), envelope(objects)));
        const auto settled = suite.settled(client, answer);
        const std::lock_guard guard(lock);
        outcome.expect(answer.status == 202 && settled && integer_at(*settled, "failure_count") == 0, answer,
                       "202: one of " + std::to_string(writers) + " clients posting at once");
        if (answer.status == 202) stored.insert(stored.end(), objects.begin(), objects.end());
      }
    });
  for (auto& thread : threads) thread.join();
  suite.remember(stored);

  expect_exact(outcome, walk(suite.http(), suite.objects(), {{"added_after", since}}, By::next, 50),
               keys_of(stored), "what many clients posted, by next");
  std::string before = since;
  const Walk manifest = walk(suite.http(), suite.manifest(), {{"added_after", since}}, By::added_after, 50,
                             [&](const Page& page) {
                               for (const auto& record : page.objects) {
                                 const std::string date = text_at(record, "date_added");
                                 outcome.expect(date >= before, page.answer.sent, date + " after " + before,
                                                "dates that never run backwards");
                                 before = date;
                               }
                             });
  expect_exact(outcome, manifest, keys_of(stored),
               "what many clients posted, in the manifest by added_after");
  return outcome;
}

// I. Errors.

/// Requests that every server has to refuse, so that there are errors to look at even when nothing else ran.
void provoke(Suite& suite) {
  suite.get(suite.root() + "no-such-thing/");
  suite.get(suite.objects(), {{"limit", "0"}});
  suite.get(suite.objects(), {{"match[type]", "' OR 1=1 --"}});
  suite.get(suite.objects(), {{"added_after", "'"}});
  suite.get(suite.object("indicator--" + random_uuid()));
  suite.get(suite.collection(random_uuid()));
  suite.get(suite.status("'"));
  suite.http().send(Suite::post_request(suite.objects(), "{broken"));
  suite.client(std::nullopt).get(suite.objects());
  Request method;
  method.method = "PUT";
  method.target = suite.objects();
  suite.http().send(method);
}

Outcome error_objects(Suite& suite) {
  Outcome outcome;
  provoke(suite);
  for (const auto& answer : suite.journal().seen()) {
    if (answer.status < 400 || answer.sent.starts_with("HEAD")) continue;
    const auto body = parsed_object(answer.body);
    if (!outcome.expect(body && !text_at(*body, "title").empty(), answer, "an error object with a title"))
      continue;
    if (const auto* status = body->if_contains("http_status"))
      outcome.expect(status->is_string() && status->get_string() == std::to_string(answer.status), answer,
                     "http_status as a string that equals the real one");
  }
  return outcome;
}

Outcome errors_tell_nothing(Suite& suite) {
  Outcome outcome;
  provoke(suite);
  static const std::regex inside(
      R"(Traceback|stack ?trace|SQLITE|sqlite3?_|SELECT .* FROM|INSERT INTO|syntax error near|\.(cc|cpp|py|go|java|js|rb):\d+|)"
      R"(std::|boost::|Exception|panic:|goroutine|segmentation|0x[0-9a-f]{8,}|/(home|root|usr|var|opt)/)",
      std::regex::icase);
  for (const auto& answer : suite.journal().seen())
    if (answer.status >= 400)
      outcome.expect(!std::regex_search(answer.body, inside), answer,
                     "no word of what the server is made of");
  // Whether a refusal tells that something exists is item 22's; here: the same words for two unknown objects.
  const std::string a = "indicator--" + random_uuid();
  const std::string b = "malware--" + random_uuid();
  std::string first = suite.get(suite.object(a)).body;
  std::string second = suite.get(suite.object(b)).body;
  for (auto at = first.find(a); at != std::string::npos; at = first.find(a)) first.replace(at, a.size(), "*");
  for (auto at = second.find(b); at != std::string::npos; at = second.find(b))
    second.replace(at, b.size(), "*");
  static const std::regex varying(R"re("error_id"\s*:\s*"[^"]*")re");
  first = std::regex_replace(first, varying, "");
  second = std::regex_replace(second, varying, "");
  outcome.expect(first == second, "two unknown objects", first + " and " + second, "the same error");
  return outcome;
}

}  // namespace

std::vector<Item> writing_items() {
  using enum Level;
  return {
      {72, must, "POST gives 202 and a status resource whose counts add up", "5.5, 4.3.1", status_resource},
      {73, must, "An exact duplicate is no failure and is not stored twice", "5.5", duplicates},
      {74, must, "Of a mixed envelope the good are stored and the bad listed under failures", "4.3.1",
       mixed_envelope},
      {75, must, "A body above max_content_length is 413; one at the limit or below never", "4.2.1, 5.5",
       body_size},
      {76, must, "Broken JSON, no envelope, a bundle, an unknown version: 400 or 422, nothing stored", "5.5",
       bad_bodies},
      {77, may, "An unknown property of the envelope is ignored or 422, nothing in between", "7.1.1",
       custom_property},
      {78, must, "A status resource can be read again; an unknown one is 404", "4.3", status_again},
      {79, should, "A status is kept for a day", "4.3", status_kept,
       "the first status of the run is read once more at its end", true},
      {80, must, "A status is shown only to who may see it", "1.6.9", status_visibility},
      {81, must, "DELETE removes an object, or just the matched versions, from every listing", "5.7",
       removal},
      {82, must, "DELETE without permission: 404 for none, 403 for read only and for write only", "5.7",
       removal_permissions},
      {83, must, "What was acknowledged as complete is seen by every connection", "5.5", read_your_write},
      {84, must, "Many POST at once: no 5xx, nothing lost, dates never run backwards", "3.3",
       concurrent_posts},
  };
}

std::vector<Item> error_items() {
  using enum Level;
  return {
      {85, should, "Errors are objects with a title, and http_status equals the real one", "3.6.1",
       error_objects, "looks over every answer that the run got", true},
      {86, must, "Errors tell nothing of the server's inside, nor of what exists", "App. B",
       errors_tell_nothing,
       "every error of the run is searched for the usual words of traces, SQL and source files", true},
  };
}

}  // namespace tansiq::conformance
