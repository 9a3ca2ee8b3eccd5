// B. Authentication and authorisation: items 16 to 23.

#include <algorithm>
#include <regex>

#include "items.h"

namespace tansiq::conformance {
namespace {

constexpr const char* no_limited =
    "needs --limited-user: an account that may not see the collection under test";

bool is_html(const Answer& answer) {
  return lower(answer.header("content-type").value_or("")).find("html") != std::string::npos ||
         lower(answer.body.substr(0, 200)).find("<html") != std::string::npos;
}

/// Whether a stranger gets anything of the collection: if so, the server (or the collection) is open.
bool is_open(Suite& suite) {
  return suite.client(std::nullopt).get(suite.objects()).status == 200;
}

/// `WWW-Authenticate` starts with the name of a scheme (RFC 9110 §11.6.1).
bool has_challenge(const Answer& answer) {
  static const std::regex scheme(R"(^[A-Za-z0-9!#$%&'*+.^_`|~-]+(\s|,|$).*)");
  return std::any_of(answer.headers.begin(), answer.headers.end(), [](const auto& header) {
    return header.first == "www-authenticate" && std::regex_match(header.second, scheme);
  });
}

Outcome no_credentials(Suite& suite) {
  if (is_open(suite)) return Outcome::absent("the collection is open to strangers");
  Outcome outcome;
  Client stranger = suite.client(std::nullopt);
  for (const auto& target : {suite.collections(), suite.objects(), suite.manifest(), suite.root()}) {
    const Answer answer = stranger.get(target);
    if (answer.status == 200 && (target == suite.root() || target == suite.collections())) {
      outcome.note(target + " is open to strangers");
      continue;
    }
    outcome.expect_status(answer, {401});
    outcome.expect(has_challenge(answer), answer, "WWW-Authenticate with at least one challenge");
  }
  const Answer posted = stranger.send(Suite::post_request(suite.objects(), envelope({indicator()})));
  outcome.expect_status(posted, {401});
  outcome.expect(has_challenge(posted), posted, "WWW-Authenticate with at least one challenge");
  return outcome;
}

Outcome wrong_credentials(Suite& suite) {
  if (is_open(suite)) return Outcome::absent("the collection is open to strangers");
  Outcome outcome;
  const std::string user = suite.options().login ? suite.options().login->user : "nobody";
  const std::string password = suite.options().login ? suite.options().login->password : "";
  const std::vector<Login> wrong = {{user, password + "x"},
                                    {user, ""},
                                    {user, password.substr(0, password.size() / 2)},
                                    {"no-such-user-" + random_uuid(), password},
                                    {"", password},
                                    {password, user}};
  for (const auto& login : wrong) {
    const Answer answer = suite.client(login).get(suite.objects());
    outcome.expect_status(answer, {401}, "wrong credentials");
    outcome.expect(!is_html(answer), answer, "no HTML page");
  }
  for (const std::string& header : std::vector<std::string>{"Basic", "Basic !!!", "Basic Zm9v", "Bearer none",
                                                            "Nonsense", "Digest username=\"x\""}) {
    Request request;
    request.target = suite.objects();
    request.headers = {{"Authorization", header}};
    const Answer answer = suite.client(std::nullopt).send(request);
    outcome.expect_status(answer, {401, 400}, "credentials that nobody can read");
    outcome.expect(!is_html(answer), answer, "no HTML page");
  }
  return outcome;
}

bool is_odd(const Login& login) {
  const auto& password = login.password;
  const bool colon = password.find(':') != std::string::npos;
  return colon && std::any_of(password.begin(), password.end(),
                              [](char c) { return static_cast<unsigned char>(c) > 127; });
}

Outcome basic(Suite& suite) {
  const auto& options = suite.options();
  if (!options.login) return Outcome::skip("needs --user");
  Outcome outcome;
  const Answer answer = suite.client().get(suite.collections());
  outcome.expect_status(answer, {200}, "HTTP Basic");
  const bool main_odd = is_odd(*options.login);
  if (!main_odd && !(options.limited && is_odd(*options.limited))) {
    outcome.note("a password with ':' and a letter beyond ASCII was not given, so none was tried");
    return outcome;
  }
  const Login odd = main_odd ? *options.login : *options.limited;
  outcome.expect_status(suite.client(odd).get(suite.collections()), {200},
                        "a password with ':' and letters beyond ASCII");
  const Login cut{odd.user, odd.password.substr(0, odd.password.find(':'))};
  outcome.expect_status(suite.client(cut).get(suite.collections()), {401}, "the same password up to its ':'");
  return outcome;
}

Outcome client_certificates(Suite&) {
  return Outcome::skip("client certificates come with the exchange between nodes");
}

Outcome open_discovery(Suite& suite) {
  Outcome outcome;
  const Answer stranger = suite.client(std::nullopt).get("/taxii2/");
  outcome.expect_status(stranger, {200, 401});
  outcome.note(stranger.status == 200 ? "discovery is open to strangers" : "discovery asks for credentials");
  if (!suite.options().limited) return outcome;
  const Answer limited = suite.client(suite.options().limited).get("/taxii2/");
  outcome.expect_status(limited, {200}, "a known account");
  return outcome;
}

Outcome failed_login_everywhere(Suite& suite) {
  if (is_open(suite)) return Outcome::absent("the collection is open to strangers");
  Outcome outcome;
  const std::string id = suite.sample(outcome);
  for (const bool anonymous : {true, false}) {
    // A new name each time: a server may slow down who guesses at one name, and that is not what is asked
    // here.
    const auto client = [&] {
      return suite.client(anonymous ? std::nullopt : std::optional(Login{"nobody-" + random_uuid(), "x"}));
    };
    for (const auto& target : suite.endpoints(outcome)) {
      const Answer answer = client().get(target);
      const bool of_collection =
          target.starts_with(suite.collection()) || target.find("/status/") != std::string::npos;
      if (of_collection || !anonymous)
        outcome.expect(
            answer.status == 401 || answer.status == 404 || (!of_collection && answer.status == 200), answer,
            "401 or 404");
    }
    outcome.expect_status(client().send(Suite::post_request(suite.objects(), envelope({indicator()}))),
                          {401, 404});
    outcome.expect_status(client().send(Suite::post_request(suite.objects(), "{broken")), {401, 404},
                          "who may not write is not told what is wrong with the body");
    Request removal;
    removal.method = "DELETE";
    removal.target = suite.object(id);
    outcome.expect_status(client().send(removal), {401, 404});
  }
  outcome.expect_status(suite.get(suite.object(id)), {200}, "the stranger's DELETE has removed nothing");
  return outcome;
}

/// An error's body with the things that were in the request taken out, so that two refusals can be compared.
std::string without(std::string text, const std::vector<std::string>& words) {
  for (const auto& word : words)
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word))
      text.replace(at, word.size(), "*");
  static const std::regex number(R"re("(error_id|request_id)"\s*:\s*"[^"]*")re");
  return std::regex_replace(text, number, "");
}

std::string headers_but_varying(const Answer& answer) {
  std::string out;
  for (const auto& [name, value] : answer.headers)
    if (name != "date" && name != "x-request-id" && name != "content-length")
      out += name + ": " + value + "; ";
  return out;
}

/// Asks for what exists but is not theirs and for what does not exist; the two answers must not differ.
void expect_same_refusal(Outcome& outcome, Client& client, const std::string& hidden,
                         const std::string& absent, const std::vector<std::string>& words) {
  const Answer real = client.get(hidden);
  const Answer made_up = client.get(absent);
  outcome.expect_status(real, {400, 403, 404}, "not theirs to see");
  const bool same = real.status == made_up.status &&
                    without(real.body, words) == without(made_up.body, words) &&
                    headers_but_varying(real) == headers_but_varying(made_up);
  outcome.expect(
      same, real,
      "just what " + made_up.sent + " gives: " + made_up.brief() + " {" + headers_but_varying(made_up) + "}");
}

Outcome withheld_leaves_no_trace(Suite& suite) {
  Outcome outcome;
  const std::string no_such = random_uuid();
  const std::string id = suite.sample(outcome);
  const std::string no_such_object = "indicator--" + random_uuid();
  bool tried = false;
  if (suite.options().limited) {
    Client limited = suite.client(suite.options().limited);
    const Answer list = limited.get(suite.collections());
    if (list.body.find(suite.collection_id()) == std::string::npos) {
      tried = true;
      outcome.expect(list.body.find(id) == std::string::npos, list, "no word of the object");
      const std::vector<std::string> words = {suite.collection_id(), no_such, id, no_such_object};
      const std::string other = suite.collection(no_such);
      for (const std::string& tail :
           std::vector<std::string>{std::string(), std::string("objects/"), std::string("manifest/"),
                                    "objects/" + id + "/", "objects/" + id + "/versions/",
                                    "objects/?match[id]=" + id, "objects/?limit=0", "manifest/?next=x"})
        expect_same_refusal(outcome, limited, suite.collection() + tail, other + tail, words);
    } else {
      outcome.note(
          "the limited account sees the collection; what it may not see of it is not known from outside");
    }
  }
  const std::string closed = suite.options().no_access_collection;
  if (!closed.empty()) {
    tried = true;
    const Answer list = suite.get(suite.collections());
    if (list.body.find(closed) == std::string::npos)
      for (const std::string& tail : std::vector<std::string>{"", "objects/", "manifest/"})
        expect_same_refusal(outcome, suite.http(), suite.collection(closed) + tail,
                            suite.collection(no_such) + tail, {closed, no_such});
  }
  return tried ? outcome : Outcome::skip(std::string(no_limited) + ", or --no-access-collection");
}

/// The token after the first of three objects, asked for with `query`.
std::string token_of(Suite& suite, Outcome& outcome, const Headers& query) {
  Headers first = query;
  first.emplace_back("limit", "1");
  const Page page = suite.page(suite.objects(), first);
  outcome.expect(page.more && !page.next.empty(), page.answer, "more: true and a next token");
  return page.next;
}

Outcome tokens_are_checked(Suite& suite) {
  Outcome outcome;
  const auto objects = indicators(3);
  if (!suite.store(outcome, objects)) return outcome;
  const Headers query = {
      {"match[id]", id_of(objects[0]) + "," + id_of(objects[1]) + "," + id_of(objects[2])}};
  const std::string token = token_of(suite, outcome, query);
  if (token.empty()) return outcome;

  const auto with_token = [&](const std::string& next) {
    Headers all = query;
    all.emplace_back("limit", "1");
    all.emplace_back("next", next);
    return all;
  };
  outcome.expect_status(suite.get(suite.objects(), with_token(token)), {200}, "the token as it was given");
  for (const std::string& forged : std::vector<std::string>{
           "x", "0", "1", "-1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "'; --", "..", "%00"})
    outcome.expect_status(suite.get(suite.objects(), with_token(forged)), {400}, "a made-up token");
  outcome.expect_status(suite.get(suite.objects(), with_token(token + "A")), {400}, "a lengthened token");
  outcome.expect_status(suite.get(suite.objects(), with_token(token.substr(0, token.size() - 1))), {400},
                        "a cut token");
  const std::size_t step = std::max<std::size_t>(1, token.size() / 32);
  for (std::size_t i = 0; i + 1 < token.size(); i += step) {  // the last character may hold unused bits
    std::string edited = token;
    edited[i] = edited[i] == 'b' ? 'c' : 'b';
    outcome.expect_status(suite.get(suite.objects(), with_token(edited)), {400},
                          "a token with one character changed");
  }
  outcome.expect_status(suite.get(suite.manifest(), with_token(token)), {400, 200},
                        "a token of objects/ on manifest/");
  if (suite.options().limited) {
    Client limited = suite.client(suite.options().limited);
    outcome.expect_status(limited.get(with_query(suite.objects(), with_token(token))), {400, 403, 404},
                          "another account's token");
  } else {
    outcome.note("a foreign token was not tried: no --limited-user");
  }
  const std::string other = suite.options().no_write_collection;
  if (!other.empty())
    outcome.expect_status(suite.get(suite.collection(other) + "objects/", with_token(token)), {400},
                          "another collection's token");
  return outcome;
}

}  // namespace

std::vector<Item> access_items() {
  using enum Level;
  return {
      {16, must, "Without credentials: 401 and a challenge in WWW-Authenticate", "1.6.9", no_credentials},
      {17, must, "Wrong credentials: 401, never 200, a redirect or an HTML page", "1.6.9", wrong_credentials},
      {18, should, "HTTP Basic works, also for passwords with ':' and letters beyond ASCII", "8.2.2", basic},
      {19, may, "Client certificates are checked against authorities and dates", "8.3.1",
       client_certificates},
      {20, may, "Discovery may be open to strangers; what it names may differ by caller", "4.1.1",
       open_discovery},
      {21, must, "A failed login gets 401 or 404 from every endpoint of a collection", "5.1-5.8",
       failed_login_everywhere},
      {22, must, "What is withheld from a caller leaves no trace: it looks as if it did not exist",
       "1.6.9, App. B", withheld_leaves_no_trace,
       "a collection that the caller may not see is compared with one that does not exist: status, headers, "
       "body"},
      {23, must, "next tokens are checked: made up, edited or foreign ones get 400", "App. B",
       tokens_are_checked},
  };
}

}  // namespace tansiq::conformance
