#include <algorithm>
#include <fmt/format.h>

#include "config/config.h"
#include "manual/manual.h"

namespace tansiq::manual {
namespace {

/// Text for roff: no line of it is a request, no character an escape.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\n')
      out += ' ';
    else
      out += c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string bold(std::string_view text) {
  return "\\fB" + plain(text) + "\\fR";
}

/// "--set, -s PROPERTY=VALUE ..."
std::string option_term(const CLI::Option& option) {
  std::string term;
  if (option.get_positional()) {
    term = "\\fI" + plain(option.get_type_name()) + "\\fR";
  } else {
    for (const auto& name : option.get_snames()) term += (term.empty() ? "" : ", ") + bold("-" + name);
    for (const auto& name : option.get_lnames()) term += (term.empty() ? "" : ", ") + bold("--" + name);
    // A flag takes nothing; the type name of an option with a check says the choices as well.
    if (option.get_items_expected_max() > 0 && !option.get_type_name().empty())
      term += " \\fI" + plain(option.get_type_name()) + "\\fR";
  }
  return term;
}

std::string option_text(const CLI::Option& option) {
  std::string text = plain(option.get_description());
  if (option.get_required() && !option.get_positional()) text += " (required)";
  if (const auto fallback = option.get_default_str(); !fallback.empty() && fallback != "[]")
    text += fmt::format(" (default {})", plain(fallback));
  return text;
}

std::vector<const CLI::Option*> options_of(const CLI::App& command, bool common,
                                           const std::string& common_group) {
  auto options = command.get_options([&](const CLI::Option* option) {
    return !option->get_group().empty() && option != command.get_help_ptr() &&
           option != command.get_version_ptr() && (option->get_group() == common_group) == common;
  });
  std::stable_partition(options.begin(), options.end(),
                        [](const CLI::Option* option) { return option->get_positional(); });
  return options;
}

std::string usage_of(const CLI::App& command, const std::string& path) {
  std::string usage = bold(path);
  for (const auto* option : options_of(command, false, "Common options")) {
    if (option->get_positional()) {
      const bool several = option->get_items_expected_max() > 1;
      const auto name = "\\fI" + plain(option->get_type_name()) + "\\fR" + (several ? "..." : "");
      usage += option->get_required() ? " " + name : " [" + name + "]";
    } else if (option->get_required()) {
      usage += " " + option_term(*option);
    }
  }
  const auto options = options_of(command, false, "Common options");
  if (std::any_of(options.begin(), options.end(), [](const CLI::Option* option) {
        return !option->get_positional() && !option->get_required();
      }))
    usage += " [\\fIoptions\\fR]";
  return usage;
}

void write_command(std::string& out, const CLI::App& command, const std::string& path,
                   const std::string& common_group) {
  const auto inner = command.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
  if (inner.empty() || command.get_require_subcommand_min() == 0) {
    out += fmt::format(".SS {}\n{}\n.PP\n{}.\n", bold(path), usage_of(command, path),
                       plain(command.get_description()));
    for (const auto* option : options_of(command, false, common_group))
      out += fmt::format(".TP\n{}\n{}.\n", option_term(*option), option_text(*option));
    if (const auto footer = command.get_footer(); !footer.empty()) out += ".PP\n" + plain(footer) + "\n";
  }
  for (const auto* each : inner) write_command(out, *each, path + " " + each->get_name(), common_group);
}

std::string heading(std::string_view title, int section, const std::string& date,
                    const std::string& version) {
  std::string upper(title);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return fmt::format(".TH \"{}\" {} \"{}\" \"{}\"\n", upper, section, date, version);
}

}  // namespace

std::string page_of(const CLI::App& program, const Page& page, const std::string& common_group) {
  const auto& name = program.get_name();
  std::string out = heading(name, page.section, page.date, page.version);
  out += fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n", plain(name), plain(program.get_description()));
  const auto commands =
      program.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
  out += commands.empty() ? usage_of(program, name) + "\n"
                          : fmt::format("{} \\fIcommand\\fR [\\fIoptions\\fR]\n", bold(name));
  out += ".SH DESCRIPTION\n";
  for (std::size_t i = 0; i < page.description.size(); ++i)
    out += (i == 0 ? "" : ".PP\n") + plain(page.description[i]) + "\n";
  if (commands.empty()) {
    out += ".SH OPTIONS\n";
    for (const auto* option : options_of(program, false, common_group))
      out += fmt::format(".TP\n{}\n{}.\n", option_term(*option), option_text(*option));
  } else {
    out += ".SH COMMANDS\n";
    for (const auto* each : commands) write_command(out, *each, name + " " + each->get_name(), common_group);
    // The common options are those of any command that has all of them.
    std::vector<const CLI::Option*> common;
    const std::function<void(const CLI::App&)> look = [&](const CLI::App& command) {
      if (auto found = options_of(command, true, common_group); found.size() > common.size())
        common = std::move(found);
      for (const auto* each : command.get_subcommands([](const CLI::App*) { return true; })) look(*each);
    };
    look(program);
    out += ".SH COMMON OPTIONS\n";
    for (const auto* option : common)
      out += fmt::format(".TP\n{}\n{}.\n", option_term(*option), option_text(*option));
  }
  for (const auto& section : page.sections) {
    out += ".SH " + plain(section.title) + "\n";
    for (std::size_t i = 0; i < section.paragraphs.size(); ++i)
      out += (i == 0 ? "" : ".PP\n") + plain(section.paragraphs[i]) + "\n";
    for (const auto& [term, text] : section.terms)
      out += fmt::format(".TP\n{}\n{}\n", bold(term), plain(text));
  }
  return out;
}

std::string page_of_configuration(const std::string& date, const std::string& version) {
  std::string out = heading("tansiqd.toml", 5, date, version);
  out +=
      ".SH NAME\ntansiqd.toml \\- configuration of a Tansiq node\n.SH DESCRIPTION\n"
      "One TOML file, read once when tansiqd(8) starts. Every key may be left out. Every wrong line is "
      "reported at\n"
      "once, with what would be right, and nothing starts. Relative paths start at the file's own folder.\n";
  std::string_view section;
  for (const auto& key : config::keys()) {
    if (key.section != section) {
      section = key.section;
      out += fmt::format(".SH [{}]\n", section);
    }
    out += fmt::format(".TP\n{}\n{}\nWhat may stand there: {}. Default: {}.\n", bold(key.name),
                       plain(key.meaning), plain(key.expected()), plain(key.fallback()));
  }
  out += ".SH SEE ALSO\n.BR tansiqd (8),\n.BR tansiq (1)\n";
  return out;
}

}  // namespace tansiq::manual
