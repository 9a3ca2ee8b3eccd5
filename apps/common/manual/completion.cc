#include <algorithm>
#include <fmt/format.h>

#include "manual/manual.h"

namespace tansiq::manual {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
}

const CLI::Option* option_named(const CLI::App& command, const std::string& word) {
  return word.size() > 1 && word.starts_with('-') ? command.get_option_no_throw(word) : nullptr;
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

/// The words that an option allows, where it allows a fixed list: they stand in its type name as {a,b,c}.
std::vector<Candidate> values_of(const CLI::Option& option) {
  const auto text = option.get_type_name();
  const auto begin = text.find('{');
  const auto end = text.find('}', begin == std::string::npos ? 0 : begin);
  std::vector<Candidate> values;
  if (begin == std::string::npos || end == std::string::npos) return values;
  for (std::size_t at = begin + 1; at < end;) {
    const auto comma = std::min(text.find(',', at), end);
    values.push_back({text.substr(at, comma - at), ""});
    at = comma + 1;
  }
  return values;
}

std::vector<Candidate> beginning_with(std::vector<Candidate> all, const std::string& begun) {
  std::erase_if(all, [&](const Candidate& each) { return !each.word.starts_with(begun); });
  return all;
}

}  // namespace

std::vector<Candidate> complete(const CLI::App& program, const std::vector<std::string>& words) {
  const CLI::App* command = &program;
  const CLI::Option* awaiting = nullptr;
  const std::string begun = words.empty() ? "" : words.back();
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (awaiting != nullptr) {
      awaiting = nullptr;
      continue;
    }
    if (const auto* option = option_named(*command, words[i])) {
      if (takes_value(*option)) awaiting = option;
      continue;
    }
    for (const auto* each : commands_of(*command)) {
      if (each->get_name() != words[i]) continue;
      command = each;
      break;
    }
  }
  if (awaiting != nullptr) return beginning_with(values_of(*awaiting), begun);
  std::vector<Candidate> all;
  if (begun.starts_with('-')) {
    for (const auto* option :
         command->get_options([](const CLI::Option* each) { return !each->get_group().empty(); }))
      for (const auto& name : option->get_lnames()) all.push_back({"--" + name, option->get_description()});
    return beginning_with(std::move(all), begun);
  }
  for (const auto* each : commands_of(*command)) all.push_back({each->get_name(), each->get_description()});
  for (const auto* option :
       command->get_options([](const CLI::Option* each) { return each->get_positional(); }))
    for (auto& value : values_of(*option)) all.push_back(std::move(value));
  return beginning_with(std::move(all), begun);
}

std::string completion_script(const std::string& shell, const std::string& program) {
  if (shell == "bash") {
    return fmt::format(
        R"sh(# Completion of {0} for bash. Words come from the program itself; file names where it has none.
_{0}() {{
  local IFS=$'\n'
  COMPREPLY=($({0} complete -- "${{COMP_WORDS[@]:1:COMP_CWORD}}" 2>/dev/null | cut -f1))
}}
complete -o default -F _{0} {0}
)sh",
        program);
  }
  if (shell == "zsh") {
    return fmt::format(R"sh(#compdef {0}
# Completion of {0} for zsh. Words come from the program itself; file names where it has none.
_{0}() {{
  local -a found
  local word what
  while IFS=$'\t' read -r word what; do
    found+=("${{word//:/\\:}}:$what")
  done < <({0} complete -- "${{(@)words[2,CURRENT]}}" 2>/dev/null)
  if (( ${{#found}} )); then _describe '{0}' found; else _files; fi
}}
if [ "$funcstack[1]" = "_{0}" ]; then _{0} "$@"; else compdef _{0} {0}; fi
)sh",
                       program);
  }
  if (shell == "fish") {
    return fmt::format(
        R"sh(# Completion of {0} for fish. Words come from the program itself; file names where it has none.
complete -c {0} -a '({0} complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
)sh",
        program);
  }
  return {};
}

}  // namespace tansiq::manual
