#include "cli/context.h"

#include <cstdio>
#include <fmt/format.h>
#include <iostream>
#include <unistd.h>

#include "cli/output.h"

namespace tansiq::cli {

namespace json = boost::json;

base::Result<Session> Context::session() const {
  auto session = load_session(session_file());
  if (!session) return session;
  apply_environment(*session);
  const std::pair<const std::string*, std::string*> over[] = {
      {&url, &session->url},     {&pin, &session->pin},         {&purpose, &session->purpose},
      {&basis, &session->basis}, {&case_id, &session->case_id}, {&collection, &session->collection}};
  for (const auto& [said, kept] : over)
    if (!said->empty()) *kept = *said;
  return session;
}

base::Result<Client*> Context::client() {
  if (!client_) {
    auto kept = session();
    if (!kept) return base::fail(kept);
    auto opened = Client::open(*kept);
    if (!opened) return base::fail(opened);
    client_ = std::move(*opened);
  }
  return client_.get();
}

base::Result<Answer> Context::call(const Call& call) {
  auto open = client();
  if (!open) return base::fail(open);
  return (*open)->call(call);
}

base::Result<json::object> Context::call_json(const Call& wanted) {
  auto answer = call(wanted);
  if (!answer) return base::fail(answer);
  boost::system::error_code broken;
  auto value = json::parse(answer->body, broken);
  if (broken || !value.is_object())
    return base::fail(base::Fault::internal, "the node's answer is no JSON object", wanted.path);
  return std::move(value.get_object());
}

int Context::report(const base::Error& error) const {
  if (json) {
    const json::object object{{"fault", base::name_of(error.fault)},
                              {"what", error.what},
                              {"where", error.where},
                              {"hint", error.hint}};
    fmt::print(stderr, "{}\n", json::serialize(object));
  } else {
    fmt::print(stderr, "tansiq: {}\n", harmless(error.text()));
  }
  return error.fault == base::Fault::unavailable || error.fault == base::Fault::busy ? unreachable : failed;
}

void Context::note(const std::string& line) const {
  if (!quiet) fmt::print(stderr, "{}\n", line);
}

bool Context::confirm(const std::string& question) const {
  if (yes) return true;
  if (isatty(STDIN_FILENO) == 0) {
    fmt::print(stderr, "tansiq: {}\ntansiq: nobody is here to say yes; --yes says it\n", question);
    return false;
  }
  fmt::print(stderr, "{} [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

void add_common(CLI::App& command, Context& context, bool with_purpose) {
  static constexpr const char* group = "Common options";
  command.add_flag("--json", context.json, "Print JSON, for programs")->group(group);
  command.add_flag("--quiet,-q", context.quiet, "Print nothing but results and errors")->group(group);
  command.add_option("--url", context.url, "The node's address instead of the session's")
      ->type_name("URL")
      ->group(group);
  command.add_option("--pin", context.pin, "The node's public key pin instead of the session's")
      ->type_name("PIN")
      ->group(group);
  if (!with_purpose) return;
  command.add_option("--purpose", context.purpose, "Why this is done instead of the session's purpose")
      ->type_name("TEXT")
      ->group(group);
  command.add_option("--basis", context.basis, "The legal basis instead of the session's")
      ->type_name("TEXT")
      ->group(group);
  command.add_option("--case", context.case_id, "The case instead of the session's")
      ->type_name("CASE")
      ->group(group);
  command
      .add_option("--collection,-c", context.collection, "A collection by alias or id; otherwise `records`")
      ->type_name("NAME")
      ->group(group);
}

void add_profile(CLI::App& command, Profile& profile) {
  static constexpr const char* group = "Handling";
  command.add_option("--grade", profile.grade, "Source and content, Admiralty scale: A1 to F6")
      ->type_name("GRADE")
      ->group(group);
  command.add_option("--tlp", profile.tlp, "TLP 2.0")
      ->check(CLI::IsMember({"clear", "green", "amber", "amber+strict", "red"}))
      ->type_name("TLP")
      ->group(group);
  command
      .add_option("--review", profile.review, "Review date, after which the record is hidden until renewed")
      ->type_name("DATE")
      ->group(group);
  command
      .add_option("--releasable-to", profile.releasable_to, "Services that may get it; several with commas")
      ->type_name("SERVICE")
      ->delimiter(',')
      ->group(group);
  command.add_option("--onward", profile.onward, "May a holder release it further?")
      ->check(CLI::IsMember({"none", "ask", "cell"}))
      ->type_name("RULE")
      ->group(group);
  command.add_option("--use", profile.use, "What a holder may use it for")->type_name("TEXT")->group(group);
}

void complete(Profile& profile, const Profile& kept) {
  for (const auto& [said, fallback] :
       {std::pair(&profile.grade, &kept.grade), std::pair(&profile.tlp, &kept.tlp),
        std::pair(&profile.review, &kept.review), std::pair(&profile.onward, &kept.onward),
        std::pair(&profile.use, &kept.use)})
    if (said->empty()) *said = *fallback;
  if (profile.releasable_to.empty()) profile.releasable_to = kept.releasable_to;
}

Query query_of(const Profile& profile) {
  Query query{{"grade", profile.grade},
              {"tlp", profile.tlp},
              {"review", profile.review},
              {"onward", profile.onward},
              {"use", profile.use}};
  for (const auto& service : profile.releasable_to) query.emplace_back("releasable_to", service);
  return query;
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::uint64_t number_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return 0;
  boost::system::error_code none;
  const auto number = value->to_number<std::uint64_t>(none);
  return none ? 0 : number;
}

bool flag_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

const json::array& list_at(const json::object& object, std::string_view name) {
  static const json::array none;
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

const json::object& object_at(const json::object& object, std::string_view name) {
  static const json::object none;
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

std::string joined(const json::array& list) {
  std::string out;
  for (const auto& item : list) {
    if (!out.empty()) out += ", ";
    out += item.is_string() ? std::string(item.get_string()) : json::serialize(item);
  }
  return out;
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace tansiq::cli
