// A. Transport, headers, negotiation: items 1 to 15.

#include <openssl/ssl.h>

#include "items.h"
#include "tls_probe.h"

namespace tansiq::conformance {
namespace {

const std::string taxii(taxii_media_type);
const std::string stranger_to_everyone = "application/taxii+json;version=9.9";

/// Type and parameters of a media type compare without case, and blanks round `;` and quotes say nothing.
std::string normal(const std::string& media_type) {
  std::string out;
  for (const char c : lower(media_type))
    if (c != ' ' && c != '\t' && c != '"') out.push_back(c);
  return out;
}

bool labelled(const Answer& answer) {
  return answer.body.empty() || normal(answer.header("content-type").value_or("")) == taxii;
}

Answer with_headers(Suite& suite, const std::string& target, Headers headers) {
  Request request;
  request.target = target;
  request.headers = std::move(headers);
  return suite.http().send(request);
}

std::string described(const Shaken& shaken) {
  if (!shaken.connected) return "no connection: " + shaken.trouble;
  return shaken.done ? shaken.version + " with " + shaken.cipher : "handshake refused: " + shaken.trouble;
}

Outcome tls_versions(Suite& suite) {
  if (!suite.secure()) return Outcome::skip("the URL is not https");
  Outcome outcome;
  const auto& url = suite.options().url;
  const Shaken v12 = shake(url, {TLS1_2_VERSION, TLS1_2_VERSION, {}});
  outcome.expect(v12.done && v12.version == "TLSv1.2", "a client that knows TLS 1.2 only", described(v12),
                 "TLS 1.2");
  const Shaken v13 = shake(url, {TLS1_3_VERSION, TLS1_3_VERSION, {}});
  if (!v13.done) outcome.note("TLS 1.3 is not offered (preferred, not required): " + described(v13));
  const Shaken both = shake(url, {TLS1_2_VERSION, TLS1_3_VERSION, {}});
  if (v13.done)
    outcome.expect(both.version == "TLSv1.3", "a client that knows TLS 1.2 and 1.3", described(both),
                   "TLS 1.3");
  const Shaken old = shake(url, {TLS1_VERSION, TLS1_1_VERSION, "ALL:@SECLEVEL=0"});
  if (old.done) outcome.note("also takes " + old.version + ", which RFC 8996 has withdrawn");
  return outcome;
}

Outcome early_data(Suite& suite) {
  if (!suite.secure()) return Outcome::skip("the URL is not https");
  Outcome outcome;
  const auto probe = try_early_data(suite.options().url, "/taxii2/");
  if (probe.outcome == EarlyData::no_session)
    outcome.note("no session ticket is given: nothing can be resumed");
  outcome.expect(probe.outcome != EarlyData::accepted, "a GET as early data of a resumed TLS 1.3 session",
                 "accepted", "refused");
  outcome.expect(probe.outcome != EarlyData::broken, "a TLS 1.3 session", probe.trouble, "a handshake");
  outcome.expect(probe.advertised == 0, "a TLS 1.3 session",
                 "a ticket that offers " + std::to_string(probe.advertised) + " bytes of early data",
                 "tickets that offer none");
  return outcome;
}

Outcome blocked_cipher_list(Suite& suite) {
  if (!suite.secure()) return Outcome::skip("the URL is not https");
  Outcome outcome;
  const Shaken shaken = shake(suite.options().url, {TLS1_2_VERSION, TLS1_2_VERSION, blocked_ciphers()});
  outcome.expect(shaken.connected && !shaken.done, "TLS 1.2 with nothing but ciphers of HTTP/2's block list",
                 described(shaken), "a refused handshake");
  return outcome;
}

Outcome bodies_are_labelled(Suite& suite) {
  Outcome outcome;
  for (const auto& target : suite.endpoints(outcome)) suite.http().get(target);
  suite.get(suite.root() + "no-such-thing/");
  suite.get(suite.objects(), {{"limit", "0"}});
  suite.client(std::nullopt).get(suite.objects());
  for (const auto& answer : suite.journal().seen())
    if (answer.status != 0) outcome.expect(labelled(answer), answer, "Content-Type: " + taxii);
  return outcome;
}

Outcome accept_full(Suite& suite) {
  Outcome outcome;
  for (const auto& target : suite.endpoints(outcome))
    outcome.expect_status(with_headers(suite, target, {{"Accept", taxii}}), {200});
  return outcome;
}

Outcome accept_without_version(Suite& suite) {
  Outcome outcome;
  for (const auto& target : suite.endpoints(outcome)) {
    const Answer answer = with_headers(suite, target, {{"Accept", "application/taxii+json"}});
    outcome.expect_status(answer, {200});
    outcome.expect(labelled(answer), answer, "Content-Type: " + taxii);
  }
  return outcome;
}

Outcome accept_lists(Suite& suite) {
  Outcome outcome;
  const std::vector<Headers> usable = {
      {{"Accept", "application/json, " + taxii}},
      {{"Accept", taxii + ", application/json"}},
      {{"Accept", "text/html;q=0.9,application/taxii+json;version=2.1;q=0.1"}},
      {{"Accept", "application/taxii+json;version=2.1;q=1.000"}},
      {{"Accept", "application/taxii+json ; version=2.1"}},
      {{"Accept", "application/taxii+json;\tversion=2.1 ; q=0.5"}},
      {{"Accept", "Application/TAXII+JSON;version=2.1"}},
      {{"Accept", "application/taxii+json;Version=2.1"}},
      {{"Accept", "application/taxii+json;version=\"2.1\""}},
      {{"Accept", "application/taxii+json;version=2.0, application/taxii+json;version=2.1"}},
      {{"Accept", "application/*"}},
      {{"Accept", "*/*"}},
      {{"Accept", "text/html, */*;q=0.1"}},
      {{"Accept", " ,, " + taxii + " ,"}},
      {{"Accept", "text/plain"}, {"Accept", taxii}},
      {{"Accept", ""}},  // not sent at all: anything is welcome
  };
  for (const auto& headers : usable) {
    const Answer answer = with_headers(suite, suite.root(), headers);
    outcome.expect(answer.status == 200 && labelled(answer), answer, "200, as the list names a usable type");
  }
  const Answer none = with_headers(suite, suite.root(), {{"Accept", taxii + ";q=0"}});
  outcome.expect(none.status == 406 || none.status == 200, none, "406 (q=0 means: not this one), or 200");
  if (none.status == 200) outcome.note("a type with q=0 is served all the same");
  return outcome;
}

Outcome accept_unusable(Suite& suite) {
  Outcome outcome;
  for (const std::string& accept : std::vector<std::string>{std::string("application/json"),
                                                            std::string("application/taxii+json;version=2.0"),
                                                            stranger_to_everyone, std::string("text/html")}) {
    const Answer answer = with_headers(suite, suite.root(), {{"Accept", accept}});
    if (!outcome.expect_status(answer, {406, 200})) continue;
    if (answer.status == 200) {
      outcome.note("Accept: " + accept + " is served as " + answer.header("content-type").value_or("?"));
    } else {
      const auto error = parsed_object(answer.body);
      outcome.expect(error && !text_at(*error, "title").empty(), answer, "an error object with a title");
    }
  }
  return outcome;
}

Outcome manifest_with_stix_type(Suite& suite) {
  Outcome outcome;
  const std::string accept = taxii + ",application/stix+json;version=2.1";
  outcome.expect_status(with_headers(suite, suite.manifest() + "?limit=1", {{"Accept", accept}}), {200});
  return outcome;
}

Answer post_as(Suite& suite, const std::string& content_type) {
  const json::object object = indicator();
  Request request = Suite::post_request(suite.objects(), envelope({object}));
  request.headers = {{"Content-Type", content_type}};
  Answer answer = suite.http().send(request);
  if (answer.status == 202) suite.remember({object});
  return answer;
}

Outcome post_content_type(Suite& suite) {
  Outcome outcome;
  for (const std::string& type : std::vector<std::string>{
           taxii, std::string("application/taxii+json"), std::string("Application/Taxii+JSON"),
           std::string("application/taxii+json ; version=2.1"),
           std::string("application/taxii+json;version=\"2.1\"")})
    outcome.expect_status(post_as(suite, type), {202});
  return outcome;
}

Outcome post_other_content_type(Suite& suite) {
  Outcome outcome;
  for (const std::string& type : std::vector<std::string>{
           std::string("application/json"), std::string("text/plain"), stranger_to_everyone,
           std::string("application/vnd.oasis.stix+json; version=2.0"),
           std::string("application/x-www-form-urlencoded")}) {
    const Answer answer = post_as(suite, type);
    if (!outcome.expect_status(answer, {415})) continue;
    const auto error = parsed_object(answer.body);
    outcome.expect(error && !text_at(*error, "title").empty(), answer, "an error object with a title");
  }
  return outcome;
}

Outcome no_user_agent(Suite& suite) {
  Outcome outcome;
  for (const auto& target : suite.endpoints(outcome))
    outcome.expect_status(with_headers(suite, target, {{"User-Agent", ""}}), {200});
  return outcome;
}

Outcome utf8_round_trip(Suite& suite) {
  Outcome outcome;
  const std::string id = "indicator--" + random_uuid();
  // Written out, so that escapes go as escapes: a surrogate pair, the same character in UTF-8, control
  // characters, a letter composed and decomposed, Arabic with a tatweel, a line separator, and keys in an
  // unusual order.
  const std::string text =
      R"({"objects":[{"x_exercise_order":{"b":1,"a":[true,{"d":0.25,"c":"\/"}]},)"
      R"("description":"\ud83d\udef0 )"
      "\xF0\x9F\x9B\xB0 \xF0\xA0\x80\x80 \xC3\xA9 e\xCC\x81 \xD8\xAA\xD9\x80\xD9\x86\xD8\xB3\xD9\x8A\xD9\x82 "
      R"(\u0001 \u001f \" \\ \b\f\n\r\t \u2028 \u00e9 \uFFFD \u007f",)"
      R"("name":"\u062a\u0646\u0633\u064a\u0642","pattern_type":"stix","pattern":"[url:value = 'https://x.example/)"
      "\xD8\xAA"
      R"(']","valid_from":"2023-04-05T06:07:08Z","modified":"2023-04-05T06:07:08.009Z",)"
      R"("created":"2023-04-05T06:07:08.009Z","spec_version":"2.1","type":"indicator","id":")" +
      id + R"("}]})";
  const auto sent = parsed_object(text);
  const Answer posted = suite.http().send(Suite::post_request(suite.objects(), text));
  if (!outcome.expect_status(posted, {202})) return outcome;
  const auto status = suite.settled(suite.http(), posted);
  outcome.expect(status && integer_at(*status, "failure_count") == 0, posted,
                 "the object is valid and stored");
  const Page page = suite.page(suite.object(id));
  const auto wanted = list_at(*sent, "objects")[0];
  suite.remember({wanted});
  outcome.expect(page.objects.size() == 1 && equal(page.objects[0], wanted), page.answer,
                 "the object as posted: " + json::serialize(wanted));
  return outcome;
}

Outcome no_trailing_slash(Suite& suite) {
  Outcome outcome;
  for (auto target : suite.endpoints(outcome)) {
    target = target.substr(0, target.find('?'));
    const Answer with = suite.http().get(target);
    target.pop_back();
    const Answer without = suite.http().get(target);
    if (without.status / 100 == 3) {
      const std::string place = path_on(suite.options().url, without.header("location").value_or(""));
      outcome.expect(place == target + "/", without, "a redirect to " + target + "/");
    } else if (without.status == 200) {
      outcome.note("served without the slash as well");
      outcome.expect(without.body == with.body, without, "the same resource as with the slash");
    } else {
      outcome.expect_status(without, {404});
    }
  }
  return outcome;
}

Outcome other_methods(Suite& suite) {
  Outcome outcome;
  const auto send = [&](const std::string& method, const std::string& target) {
    Request request;
    request.method = method;
    request.target = target;
    return suite.http().send(request);
  };
  for (const auto& target : suite.endpoints(outcome)) {
    const Answer head = send("HEAD", target);
    outcome.expect(head.status == 200 || (head.status == 405 && head.header("allow")), head,
                   "200, or 405 with Allow");
    for (const std::string& method : std::vector<std::string>{"PUT", "PATCH"}) {
      const Answer answer = send(method, target);
      outcome.expect(answer.status == 405 && answer.header("allow"), answer, "405 with Allow");
    }
  }
  const Answer removal = send("DELETE", suite.root());
  outcome.expect(removal.status == 405 && removal.header("allow"), removal, "405 with Allow");
  const Answer unknown = send("BREW", suite.root());
  outcome.expect_status(unknown, {405, 501, 400}, "a method that nobody has heard of");
  return outcome;
}

}  // namespace

std::vector<Item> transport_items() {
  using enum Level;
  return {
      {1, must, "Reachable over HTTPS: TLS 1.2 is taken, and 1.3 chosen where both can", "8.2.2",
       tls_versions},
      {2, must, "TLS 1.3 early data is refused", "8.2.2", early_data},
      {3, should, "TLS 1.2 ciphers of HTTP/2's block list are refused", "8.2.2", blocked_cipher_list},
      {4, must, "Every body, of errors too, is labelled as TAXII 2.1 with its version", "3.1",
       bodies_are_labelled, "looks over every answer that the run got", true},
      {5, must, "Accept with the full media type is never answered 406", "3.1", accept_full},
      {6, must, "Accept without a version gets the newest version", "3.1, 1.6.8.2", accept_without_version},
      {7, must, "Accept is parsed, not compared: lists, q-values, blanks, case, wildcards", "1.6.8",
       accept_lists},
      {8, may, "Accept with nothing usable gets 406 with an error object, or is served", "3.1",
       accept_unusable},
      {9, differ, "A manifest request that also accepts STIX is served", "5.3", manifest_with_stix_type},
      {10, must, "POST with the TAXII media type, with or without version, is never answered 415", "3.1",
       post_content_type},
      {11, must, "POST with another Content-Type gets 415 and an error object", "5.5",
       post_other_content_type},
      {12, should, "A missing User-Agent is no reason to refuse", "8.2.1", no_user_agent},
      {13, should, "Text survives POST and GET: beyond the BMP, escapes, any order of keys", "1.6.7",
       utf8_round_trip},
      {14, may, "A path without its last slash redirects or is not found; never another resource", "3.1",
       no_trailing_slash},
      {15, may, "HEAD and unsupported methods get 405 with Allow (HEAD may be served), never 500", "3.1",
       other_methods},
  };
}

}  // namespace tansiq::conformance
