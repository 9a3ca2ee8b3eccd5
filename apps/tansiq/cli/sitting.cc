// session: which node, as whom and why, set once for a sitting.

#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <termios.h>
#include <unistd.h>

#include "cli/context.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;
using base::Fault;

struct SessionOptions {
  std::string token_file;
  Session said;
  std::vector<std::pair<std::string, CLI::Option*>> given;  ///< options by the name of the word that they set
  CLI::Option* releasable = nullptr;
};

/// A token from a file, from standard input, or typed without being shown.
base::Result<std::string> read_token(const std::string& file) {
  std::string token;
  if (file == "-") {
    const bool person = isatty(STDIN_FILENO) != 0;
    termios before{};
    if (person) {
      fmt::print(stderr, "token: ");
      tcgetattr(STDIN_FILENO, &before);
      termios silent = before;
      silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
      tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    }
    std::getline(std::cin, token);
    if (person) {
      tcsetattr(STDIN_FILENO, TCSANOW, &before);
      fmt::print(stderr, "\n");
    }
  } else {
    std::ifstream in(file);
    if (!in) return base::fail(Fault::not_found, "cannot be read", file);
    std::getline(in, token);
  }
  while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
  if (token.empty())
    return base::fail(Fault::invalid, "holds no token", file == "-" ? "standard input" : file);
  return token;
}

std::string shown(const std::string& name, const std::string& word) {
  if (name == "token" && !word.empty()) return "set";
  return harmless(word);
}

int show(const Context& context, Session session) {
  std::vector<std::pair<std::string, std::string>> list;
  json::object out;
  for (const auto& [name, word] : session.words()) {
    list.emplace_back(name, shown(name, *word));
    out[name] = shown(name, *word);
  }
  std::string services;
  for (const auto& service : session.profile.releasable_to)
    services += (services.empty() ? "" : ", ") + service;
  list.emplace_back("releasable-to", harmless(services));
  if (context.json) {
    out["releasable_to"] = json::value_from(session.profile.releasable_to);
    print(json::serialize(out) + "\n");
    return done;
  }
  const auto text = fields(list);
  if (text.empty())
    context.note(
        "no session; `tansiq session --url https://HOST:PORT --pin PIN --token-file FILE` begins one");
  print(text);
  return done;
}

int session(Context& context, const SessionOptions& options) {
  const auto file = session_file();
  auto kept = load_session(file);
  if (!kept) return context.report(kept.error());
  Session next = *kept;
  auto said = options.said;
  auto said_words = said.words();
  auto next_words = next.words();
  for (const auto& [name, option] : options.given) {
    if (option->count() == 0) continue;
    for (std::size_t i = 0; i < said_words.size(); ++i)
      if (said_words[i].first == name) *next_words[i].second = *said_words[i].second;
  }
  if (options.releasable->count() > 0) {
    next.profile.releasable_to = said.profile.releasable_to;
    std::erase(next.profile.releasable_to, "");
  }
  if (!options.token_file.empty()) {
    auto token = read_token(options.token_file);
    if (!token) return context.report(token.error());
    next.token = *token;
  }
  if (next != *kept)
    if (const auto saved = save_session(next, file); !saved) return context.report(saved.error());
  return show(context, next);
}

int end(const Context& context) {
  const auto file = session_file();
  if (file.empty() || std::remove(file.c_str()) != 0) {
    context.note("there was no session");
    return done;
  }
  context.note("the session is forgotten, with its token");
  return done;
}

}  // namespace

void add_session(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand(
      "session", "Which node, as whom, why and in which case: set once for a sitting, used by every command");
  const auto options = std::make_shared<SessionOptions>();
  const auto word = [&](const char* name, const char* option, std::string& target, const char* what,
                        const char* type) {
    options->given.emplace_back(name, command->add_option(option, target, what)->type_name(type));
  };
  auto& said = options->said;
  word("url", "--url", said.url, "The node's address", "URL");
  word("pin", "--pin", said.pin, "The node's public key, as `tansiq init` printed it", "PIN");
  command
      ->add_option("--token-file", options->token_file, "A file that holds the token; - reads or asks for it")
      ->type_name("FILE");
  word("purpose", "--purpose", said.purpose, "Why you act", "TEXT");
  word("basis", "--basis", said.basis, "The legal basis", "TEXT");
  word("case", "--case", said.case_id, "The case", "CASE");
  word("collection", "--collection,-c", said.collection, "Where records go and are looked for", "NAME");
  word("grade", "--grade", said.profile.grade, "Of imports: source and content, A1 to F6", "GRADE");
  word("tlp", "--tlp", said.profile.tlp, "Of imports: TLP 2.0", "TLP");
  word("review", "--review", said.profile.review, "Of imports: review date", "DATE");
  word("onward", "--onward", said.profile.onward, "Of imports: none, ask, or cell", "RULE");
  word("use", "--use", said.profile.use, "Of imports: the permitted use", "TEXT");
  options->releasable = command
                            ->add_option("--releasable-to", said.profile.releasable_to,
                                         "Of imports: services that may get them")
                            ->type_name("SERVICE")
                            ->delimiter(',');
  command->add_flag("--json", context.json, "Print JSON, for programs")->group("Common options");
  command->footer(
      "Without options it shows the session. An empty text takes a word away: --case \"\".\n"
      "It is kept in $TANSIQ_HOME/session.json or ~/.config/tansiq/session.json, for you alone to read.");
  auto* ending = command->add_subcommand("end", "Forget the session with its token");
  ending->callback([&context] { context.chosen = [&context] { return end(context); }; });
  command->callback([&context, options] {
    if (!context.chosen) context.chosen = [&context, options] { return session(context, *options); };
  });
}

}  // namespace tansiq::cli
