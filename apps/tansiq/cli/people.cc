// officer, account, token, collection: who may act on the node, and with which records.

#include <fmt/format.h>

#include "cli/context.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

const std::vector<std::string> roles = {"analyst", "releasing-officer", "duty-officer", "administrator",
                                        "oversight"};

/// Sends a body and prints the answer: as JSON, or as `show` puts it.
template <typename Show>
int change(Context& context, std::string method, std::string path, const json::object& body, Show show) {
  const auto text = json::serialize(body);
  auto answer = context.call_json({.method = std::move(method),
                                   .path = std::move(path),
                                   .body = text,
                                   .content_type = "application/json"});
  if (!answer) return context.report(answer.error());
  if (context.json)
    print(json::serialize(*answer) + "\n");
  else
    show(*answer);
  return done;
}

std::string state_of(const json::object& who) {
  if (flag_at(who, "disabled")) return "disabled";
  const auto expires = text_at(who, "expires");
  return expires.empty() ? "active" : "until " + short_time(expires);
}

std::string tokens_of(const json::object& who) {
  std::string list;
  for (const auto& item : list_at(who, "tokens")) {
    const auto& token = item.as_object();
    if (flag_at(token, "revoked")) continue;
    if (!list.empty()) list += ", ";
    list += harmless(text_at(token, "id"));
    if (const auto label = text_at(token, "label"); !label.empty()) list += " (" + harmless(label) + ")";
  }
  return list;
}

void show_secret(const char* kind, const std::string& secret) {
  print(fmt::format("{}  {}\n", kind, secret));
  fmt::print(stderr, "It is shown this once and kept nowhere; hand it over on a safe way.\n");
}

std::string grants_of(const json::object& account) {
  std::string list;
  for (const auto& item : list_at(account, "grants")) {
    const auto& grant = item.as_object();
    if (!list.empty()) list += ", ";
    list += harmless(text_at(grant, "collection"));
    list += flag_at(grant, "read") ? (flag_at(grant, "write") ? " (read, write)" : " (read)") : " (write)";
  }
  return list;
}

struct Who {
  std::string name, expires, label, purpose, basis, case_id;
  std::vector<std::string> roles, reads, writes, takes;
};

json::object issue_body(const Who& who) {
  json::object body;
  if (!who.label.empty()) body["label"] = who.label;
  if (!who.expires.empty()) body["expires"] = who.expires;
  if (!who.roles.empty()) body["roles"] = json::value_from(who.roles);
  return body;
}

int issue_token(Context& context, const char* kind, const Who& who) {
  return change(context, "POST", fmt::format("/v1/{}/{}/tokens", kind, encode(who.name)), issue_body(who),
                [](const json::object& answer) { show_secret("token", text_at(answer, "token")); });
}

int add_one_officer(Context& context, const Who& who) {
  json::object body{{"name", who.name}, {"roles", json::value_from(who.roles)}};
  if (!who.expires.empty()) body["expires"] = who.expires;
  auto answer = context.call_json({.method = "POST",
                                   .path = "/v1/officers",
                                   .body = json::serialize(body),
                                   .content_type = "application/json"});
  if (!answer) return context.report(answer.error());
  // An officer without a token could do nothing: the first one is made along with the officer.
  auto token = context.call_json({.method = "POST",
                                  .path = fmt::format("/v1/officers/{}/tokens", encode(who.name)),
                                  .body = "{}",
                                  .content_type = "application/json"});
  if (!token) return context.report(token.error());
  if (context.json) {
    (*answer)["token"] = text_at(*token, "token");
    print(json::serialize(*answer) + "\n");
    return done;
  }
  print(
      fmt::format("officer {}: {}\n", harmless(text_at(*answer, "name")), joined(list_at(*answer, "roles"))));
  show_secret("token", text_at(*token, "token"));
  return done;
}

int list_officers(Context& context) {
  auto answer = context.call_json({.path = "/v1/officers"});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  Table table({"name", "roles", "state", "since", "tokens"});
  for (const auto& item : list_at(*answer, "officers")) {
    const auto& officer = item.as_object();
    table.add({harmless(text_at(officer, "name")), joined(list_at(officer, "roles")), state_of(officer),
               short_time(text_at(officer, "created")), tokens_of(officer)});
  }
  print(table.text(terminal_width()));
  return done;
}

int list_accounts(Context& context) {
  auto answer = context.call_json({.path = "/v1/accounts"});
  if (!answer) return context.report(answer.error());
  if (context.json) {
    print(json::serialize(*answer) + "\n");
    return done;
  }
  Table table({"name", "collections", "purpose", "basis", "state", "since", "tokens"});
  for (const auto& item : list_at(*answer, "accounts")) {
    const auto& account = item.as_object();
    table.add({harmless(text_at(account, "name")), grants_of(account), harmless(text_at(account, "purpose")),
               harmless(text_at(account, "basis")), state_of(account),
               short_time(text_at(account, "created")), tokens_of(account)});
  }
  print(table.text(terminal_width()));
  return done;
}

/// Which collections are named for reading, writing and taking away, as one grant each.
std::vector<json::object> grants_from(const Who& who) {
  std::vector<json::object> grants;
  const auto of = [&](const std::string& name) -> json::object& {
    for (auto& grant : grants)
      if (text_at(grant, "collection") == name) return grant;
    grants.push_back({{"collection", name}, {"read", false}, {"write", false}});
    return grants.back();
  };
  for (const auto& name : who.reads) of(name)["read"] = true;
  for (const auto& name : who.writes) of(name)["write"] = true;
  for (const auto& name : who.takes) of(name);
  return grants;
}

int add_one_account(Context& context, const Who& who) {
  json::object body{{"name", who.name}, {"purpose", who.purpose}, {"basis", who.basis}};
  if (!who.case_id.empty()) body["case"] = who.case_id;
  if (!who.expires.empty()) body["expires"] = who.expires;
  json::array grants;
  for (auto& grant : grants_from(who)) grants.push_back(std::move(grant));
  body["grants"] = std::move(grants);
  return change(context, "POST", "/v1/accounts", body, [](const json::object& answer) {
    const auto& account = object_at(answer, "account");
    print(fmt::format("account {}: {}\n", harmless(text_at(account, "name")), grants_of(account)));
    if (const auto password = text_at(answer, "password"); !password.empty())
      show_secret("password", password);
  });
}

/// What an account has now, so that a grant adds to it.
base::Result<json::array> grants_now(Context& context, const std::string& name) {
  auto answer = context.call_json({.path = "/v1/accounts"});
  if (!answer) return base::fail(answer);
  for (const auto& item : list_at(*answer, "accounts"))
    if (text_at(item.as_object(), "name") == name) return list_at(item.as_object(), "grants");
  return base::fail(base::Fault::not_found, "there is no such account", name);
}

int grant(Context& context, const Who& who) {
  auto grants = grants_from(who);
  if (grants.empty())
    return context.report(
        {base::Fault::invalid, "names no collection", who.name, "--read, --write or --take"});
  const auto now = grants_now(context, who.name);
  if (!now) return context.report(now.error());
  for (auto& each : grants) {
    const bool taken = !flag_at(each, "read") && !flag_at(each, "write");
    for (const auto& item : *now) {
      if (taken || text_at(item.as_object(), "collection") != text_at(each, "collection")) continue;
      for (const char* what : {"read", "write"})
        if (flag_at(item.as_object(), what)) each[what] = true;
    }
    const int code = change(context, "PUT", fmt::format("/v1/accounts/{}/grants", encode(who.name)), each,
                            [](const json::object&) {});
    if (code != done) return code;
  }
  context.note("done");
  return done;
}

int enable(Context& context, const char* kind, const std::string& name, bool enabled) {
  return change(
      context, "PATCH", fmt::format("/v1/{}s/{}", kind, encode(name)), {{"disabled", !enabled}},
      [&](const json::object& answer) {
        print(fmt::format("{} {}: {}\n", kind, harmless(text_at(answer, "name")), state_of(answer)));
        if (!enabled) context.note(fmt::format("to take it back: tansiq {} enable {}", kind, name));
      });
}

CLI::App* add(CLI::App& parent, Context& context, const char* name, const char* what,
              const std::shared_ptr<Who>& who, int (*work)(Context&, const Who&), bool named = true) {
  auto* command = parent.add_subcommand(name, what);
  if (named) command->add_option("name", who->name, "Whose")->type_name("NAME")->required();
  add_common(*command, context, false);
  command->callback(
      [&context, who, work] { context.chosen = [&context, who, work] { return work(context, *who); }; });
  return command;
}

void add_officers(CLI::App& program, Context& context) {
  auto* officer = program.add_subcommand("officer", "People who work on the node, and their tokens");
  officer->require_subcommand(1);
  const auto who = std::make_shared<Who>();
  const auto role = [&](CLI::App* command, const char* what, bool required) {
    command->add_option("--role,-r", who->roles, what)
        ->type_name("ROLE")
        ->check(CLI::IsMember(roles))
        ->delimiter(',')
        ->required(required);
  };
  const auto expires = [&](CLI::App* command) {
    command->add_option("--expires", who->expires, "Until when")->type_name("TIME");
  };
  auto* adding =
      add(*officer, context, "add", "Add an officer and show the first token", who, add_one_officer);
  role(adding, "What the officer may do; several with commas", true);
  expires(adding);
  add(
      *officer, context, "list", "Officers, their roles and tokens", who,
      [](Context& c, const Who&) { return list_officers(c); }, false);
  auto* token = add(*officer, context, "token", "Issue a further token", who,
                    [](Context& c, const Who& w) { return issue_token(c, "officers", w); });
  role(token, "Only these of the officer's roles", false);
  expires(token);
  token->add_option("--label", who->label, "What it is for")->type_name("TEXT");
  auto* changing =
      add(*officer, context, "roles", "Give an officer other roles", who, [](Context& c, const Who& w) {
        return change(c, "PATCH", "/v1/officers/" + encode(w.name), {{"roles", json::value_from(w.roles)}},
                      [](const json::object& answer) {
                        print(fmt::format("officer {}: {}\n", harmless(text_at(answer, "name")),
                                          joined(list_at(answer, "roles"))));
                      });
      });
  role(changing, "All roles from now on; several with commas", true);
  add(*officer, context, "disable", "Let an officer and all tokens do nothing from now on", who,
      [](Context& c, const Who& w) { return enable(c, "officer", w.name, false); });
  add(*officer, context, "enable", "Take a disabling back", who,
      [](Context& c, const Who& w) { return enable(c, "officer", w.name, true); });
}

void add_accounts(CLI::App& program, Context& context) {
  auto* account = program.add_subcommand("account", "TAXII clients and tools, and what they may reach");
  account->require_subcommand(1);
  const auto who = std::make_shared<Who>();
  const auto grants = [&](CLI::App* command) {
    command->add_option("--read", who->reads, "A collection to read from")
        ->type_name("COLLECTION")
        ->delimiter(',');
    command->add_option("--write", who->writes, "A collection to add to")
        ->type_name("COLLECTION")
        ->delimiter(',');
  };
  auto* adding = add(*account, context, "add", "Add an account and show its password", who, add_one_account);
  grants(adding);
  adding->add_option("--purpose", who->purpose, "Why it reads, standing for all it does")
      ->type_name("TEXT")
      ->required();
  adding->add_option("--basis", who->basis, "The legal basis of that")->type_name("TEXT")->required();
  adding->add_option("--case", who->case_id, "The case of that")->type_name("CASE");
  adding->add_option("--expires", who->expires, "Until when")->type_name("TIME");
  add(
      *account, context, "list", "Accounts, what they reach and why", who,
      [](Context& c, const Who&) { return list_accounts(c); }, false);
  auto* granting =
      add(*account, context, "grant", "Let an account reach a collection, or no longer", who, grant);
  grants(granting);
  granting->add_option("--take", who->takes, "A collection to reach no longer")
      ->type_name("COLLECTION")
      ->delimiter(',');
  auto* token = add(*account, context, "token", "Issue an API token", who,
                    [](Context& c, const Who& w) { return issue_token(c, "accounts", w); });
  token->add_option("--expires", who->expires, "Until when")->type_name("TIME");
  token->add_option("--label", who->label, "What it is for")->type_name("TEXT");
  add(*account, context, "disable", "Let an account reach nothing from now on", who,
      [](Context& c, const Who& w) { return enable(c, "account", w.name, false); });
  add(*account, context, "enable", "Take a disabling back", who,
      [](Context& c, const Who& w) { return enable(c, "account", w.name, true); });
}

}  // namespace

void add_people(CLI::App& program, Context& context) {
  add_officers(program, context);
  add_accounts(program, context);
  auto* token = program.add_subcommand("token", "API tokens");
  token->require_subcommand(1);
  const auto id = std::make_shared<std::string>();
  auto* revoke = token->add_subcommand("revoke", "End a token at once, for good");
  revoke->add_option("id", *id, "The token's public id, as `officer list` shows it")
      ->type_name("ID")
      ->required();
  add_common(*revoke, context, false);
  revoke->callback([&context, id] {
    context.chosen = [&context, id] {
      return change(context, "DELETE", "/v1/tokens/" + encode(*id), {}, [&](const json::object& answer) {
        print(fmt::format("token {}: revoked\n", harmless(text_at(answer, "id"))));
      });
    };
  });
}

void add_collection(CLI::App& program, Context& context) {
  auto* collection = program.add_subcommand("collection", "Sets of records, as TAXII clients see them");
  collection->require_subcommand(1);
  struct Given {
    std::string title, alias, description;
  };
  const auto given = std::make_shared<Given>();
  auto* adding = collection->add_subcommand("add", "Add a collection");
  adding->add_option("title", given->title, "Its title")->type_name("TITLE")->required();
  adding->add_option("--alias", given->alias, "A short name that stands for its id")->type_name("NAME");
  adding->add_option("--description", given->description, "What is in it")->type_name("TEXT");
  add_common(*adding, context, false);
  adding->callback([&context, given] {
    context.chosen = [&context, given] {
      json::object body{{"title", given->title}};
      if (!given->alias.empty()) body["alias"] = given->alias;
      if (!given->description.empty()) body["description"] = given->description;
      return change(context, "POST", "/v1/collections", body, [](const json::object& answer) {
        print(
            fields({{"id", harmless(text_at(answer, "id"))}, {"alias", harmless(text_at(answer, "alias"))}}));
      });
    };
  });
  auto* listing = collection->add_subcommand("list", "Collections, and what you may do with each");
  add_common(*listing, context, false);
  listing->callback([&context] {
    context.chosen = [&context] {
      auto answer = context.call_json({.path = "/v1/collections"});
      if (!answer) return context.report(answer.error());
      if (context.json) {
        print(json::serialize(*answer) + "\n");
        return static_cast<int>(done);
      }
      Table table({"alias", "id", "you may", "title"});
      for (const auto& item : list_at(*answer, "collections")) {
        const auto& each = item.as_object();
        const bool reads = flag_at(each, "can_read");
        const bool writes = flag_at(each, "can_write");
        table.add({harmless(text_at(each, "alias")), text_at(each, "id"),
                   reads && writes ? "read, write"
                   : reads         ? "read"
                   : writes        ? "write"
                                   : "-",
                   harmless(text_at(each, "title"))});
      }
      print(table.text(terminal_width()));
      return static_cast<int>(done);
    };
  });
}

}  // namespace tansiq::cli
