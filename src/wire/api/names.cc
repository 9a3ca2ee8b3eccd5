// Searching names, screening lists, and the leads that come of it.

#include <fmt/format.h>
#include <utility>

#include "node/acts/decide_lead.h"
#include "node/acts/search_names.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"

namespace tansiq::wire::api {
namespace {

namespace json = boost::json;
using base::fail;
using base::Fault;

constexpr std::size_t usual_leads = 20;
constexpr std::size_t usual_leads_a_name = 5;
constexpr double usual_least_score = 0.5;

constexpr std::pair<names::Language, std::string_view> languages[] = {{names::Language::english, "en"},
                                                                      {names::Language::french, "fr"},
                                                                      {names::Language::arabic, "ar"},
                                                                      {names::Language::spanish, "es"}};
constexpr std::pair<names::Subject, std::string_view> subjects[] = {
    {names::Subject::person, "person"},
    {names::Subject::organisation, "organisation"},
    {names::Subject::place, "place"}};

/// The value that a word names; the words are listed where it names none.
template <typename Value, std::size_t count>
Result<Value> named_in(const std::pair<Value, std::string_view> (&table)[count], const std::string& word,
                       std::string_view where) {
  std::string words;
  for (const auto& [value, name] : table) {
    if (name == word) return value;
    words += (words.empty() ? "" : ", ") + std::string(name);
  }
  return fail(Fault::invalid, fmt::format("'{}' is none of these", word), std::string(where), words);
}

Result<names::Language> language_in(const json::object& body) {
  const auto word = text_in(body, "language");
  return word.empty() ? names::Language::english : named_in(languages, word, "language");
}

Result<std::size_t> limit_in(const json::object& body, std::size_t otherwise) {
  const auto* value = body.if_contains("limit");
  if (value == nullptr) return otherwise;
  const auto limit = value->is_int64() ? value->get_int64() : 0;
  if (limit < 1 || limit > static_cast<std::int64_t>(node::acts::most_leads))
    return fail(Fault::invalid, "limit is out of range", "limit",
                fmt::format("1 to {}", node::acts::most_leads));
  return static_cast<std::size_t>(limit);
}

double number_in(const json::object& body, std::string_view name, double otherwise) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<double>() : otherwise;
}

Result<node::acts::NameQuery> query_in(const json::object& body) {
  node::acts::NameQuery query;
  query.name = text_in(body, "name");
  if (query.name.empty()) return fail(Fault::invalid, "no name is given", "name");
  if (const auto kind = text_in(body, "kind"); !kind.empty()) {
    const auto subject = named_in(subjects, kind, "kind");
    if (!subject) return fail(subject);
    query.subject = *subject;
  }
  if (const auto born = text_in(body, "born"); !born.empty()) {
    const auto date = names::parse_birth_date(born);
    if (!date) return fail(Fault::invalid, date.error().what, "born", date.error().hint);
    query.born = *date;
  }
  query.nationalities = list_in(body, "nationalities");
  const auto sex = text_in(body, "sex");
  if (sex == "female") query.sex = names::Sex::female;
  if (sex == "male") query.sex = names::Sex::male;
  if (!query.sex && !sex.empty()) return fail(Fault::invalid, "is none of these", "sex", "female, male");
  return query;
}

std::string reasons(const std::vector<names::Reason>& all) {
  return list_of(all, [](const names::Reason& reason) {
    ObjectText text;
    text.text("kind", names::name_of(reason.kind));
    if (!reason.left.empty()) text.text("sought", reason.left);
    if (!reason.right.empty()) text.text("found", reason.right);
    if (reason.years != 0) text.number("years", static_cast<std::uint64_t>(reason.years));
    return text.done();
  });
}

std::string lead(const node::acts::NameLead& lead, names::Language language) {
  ObjectText text;
  text.text("id", lead.id)
      .text("collection", name_of(lead.where.collection))
      .text("name", lead.hit.name)
      .raw("score", fmt::format("{:.4f}", lead.hit.score))
      .text("sentence", names::sentence(lead.hit.explanation, language))
      .raw("same_as", strings(lead.same_as))
      .raw("for", reasons(lead.hit.explanation.for_it))
      .raw("against", reasons(lead.hit.explanation.against_it));
  return text.done();
}

Result<http::Response> search(const Context& context, const node::Actor& actor, const Call& call) {
  if (auto checked = check_media(call); !checked) return fail(checked);
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto language = language_in(*body);
  if (!language) return fail(language);
  const auto limit = limit_in(*body, usual_leads);
  if (!limit) return fail(limit);
  auto query = query_in(*body);
  if (!query) return fail(query);
  const auto found = node::acts::search_names(
      context.node, actor, {std::move(*query), *limit, text_in(*body, "include_protected")});
  if (!found) return fail(found);
  return json_answer(
      ObjectText()
          .raw("leads", list_of(found->leads, [&](const auto& one) { return lead(one, *language); }))
          .boolean("complete", found->complete)
          .done());
}

Result<http::Response> screen(const Context& context, const node::Actor& actor, const Call& call) {
  if (auto checked = check_media(call); !checked) return fail(checked);
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto language = language_in(*body);
  if (!language) return fail(language);
  const auto limit = limit_in(*body, usual_leads_a_name);
  if (!limit) return fail(limit);
  std::vector<node::acts::NameQuery> list;
  for (const auto& item : body->at("list").get_array()) {
    const auto place = fmt::format("/list/{}", list.size());
    if (!item.is_object()) return fail(Fault::invalid, "is no object", place, "an object with a name");
    auto query = query_in(item.get_object());
    if (!query)
      return fail(query.error().fault, query.error().what, place + "/" + query.error().where,
                  query.error().hint);
    list.push_back(std::move(*query));
  }
  const auto screened = node::acts::screen_names(context.node, actor, list, *limit,
                                                 number_in(*body, "least_score", usual_least_score));
  if (!screened) return fail(screened);
  std::size_t index = 0;
  const auto items = list_of(screened->items, [&](const node::acts::NameScreened& item) {
    ObjectText text;
    text.text("name", list[index++].name);
    if (item.leads)
      text.raw("leads", list_of(*item.leads, [&](const auto& one) { return lead(one, *language); }));
    else
      text.raw("leads", "[]").text("error", item.leads.error().text());
    return text.done();
  });
  return json_answer(ObjectText().raw("items", items).boolean("complete", screened->complete).done());
}

std::string pair_of(const node::DuplicateLead& lead, ObjectText text = {}) {
  text.text("left", lead.left)
      .text("left_version", lead.left_version)
      .text("right", lead.right)
      .text("right_version", lead.right_version)
      .raw("score", fmt::format("{:.4f}", lead.score))
      .text("state", node::name_of(lead.state));
  if (!lead.record.empty()) text.text("record", lead.record);
  return text.done();
}

Result<http::Response> list_leads(const Context& context, const node::Actor& actor, const Call& call) {
  const Input input(call);
  const auto limit = input.limit(usual_leads, context.node.limits.page);
  if (!limit) return fail(limit);
  constexpr std::pair<node::DuplicateLead::State, std::string_view> states[] = {
      {node::DuplicateLead::State::open, "open"},
      {node::DuplicateLead::State::same, "same"},
      {node::DuplicateLead::State::distinct, "distinct"}};
  const auto state = named_in(states, input.has("state") ? input.text("state") : "open", "state");
  if (!state) return fail(state);
  const auto language = input.has("language") ? named_in(languages, input.text("language"), "language")
                                              : names::Language::english;
  if (!language) return fail(language);
  const auto listed =
      node::acts::list_leads(context.node, actor, {*state, *limit, input.integer("since", 0)});
  if (!listed) return fail(listed);
  return json_answer(ObjectText()
                         .raw("leads", list_of(listed->leads,
                                               [&](const node::acts::LeadShown& one) {
                                                 ObjectText text;
                                                 text.text("left_name", one.left_name)
                                                     .text("right_name", one.right_name)
                                                     .text("sentence",
                                                           names::sentence(one.explanation, *language));
                                                 return pair_of(one.lead, std::move(text));
                                               }))
                         .boolean("complete", listed->complete)
                         .done());
}

Result<http::Response> decide_lead(const Context& context, const node::Actor& actor, const Call& call) {
  if (auto checked = check_media(call); !checked) return fail(checked);
  const auto body = body_of(call);
  if (!body) return fail(body);
  using Verdict = node::acts::LeadDecision::Verdict;
  constexpr std::pair<Verdict, std::string_view> verdicts[] = {
      {Verdict::same, "same"}, {Verdict::distinct, "distinct"}, {Verdict::undo, "undo"}};
  const auto verdict = named_in(verdicts, text_in(*body, "verdict"), "verdict");
  if (!verdict) return fail(verdict);
  const auto decided = node::acts::decide_lead(context.node, actor,
                                               {.left = text_in(*body, "left"),
                                                .right = text_in(*body, "right"),
                                                .collection = text_in(*body, "collection"),
                                                .verdict = *verdict,
                                                .reason = text_in(*body, "reason")});
  if (!decided) return fail(decided);
  return json_answer(pair_of(*decided));
}

}  // namespace

void add_name_routes(const Context& context, std::vector<Route>& routes) {
  routes.push_back(
      {"POST",
       "/v1/search",
       "search_names",
       "Searches names in Arabic and Latin script. What comes back are leads: an officer decides.",
       {},
       "NameSearch",
       {{200, "leads, the best first", "NamesFound"}},
       handler(context, search)});
  routes.push_back({"POST",
                    "/v1/screen",
                    "screen_names",
                    "Searches a list of names at once. Victims and witnesses are never found.",
                    {},
                    "Screening",
                    {{200, "leads for each name of the list", "Screened"}},
                    handler(context, screen)});
  routes.push_back({"GET",
                    "/v1/leads",
                    "list_leads",
                    "Pairs of records that may be about one person.",
                    {{"state", Parameter::In::query, "open (default), same or distinct"},
                     {"limit", Parameter::In::query, "most pairs", "integer"},
                     {"since", Parameter::In::query,
                      "only those found or decided after this entry of the journal", "integer"},
                     {"language", Parameter::In::query, "of the sentences: en (default), fr, ar, es"}},
                    {},
                    {{200, "the pairs", "LeadList"}},
                    handler(context, list_leads)});
  routes.push_back({"POST",
                    "/v1/leads",
                    "decide_lead",
                    "Says whether two records are about one person, or takes that back.",
                    {},
                    "LeadDecision",
                    {{200, "the pair as it stands now", "Lead"}},
                    handler(context, decide_lead)});
}

}  // namespace tansiq::wire::api
