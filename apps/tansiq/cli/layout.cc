#include "cli/layout.h"

namespace tansiq::cli {

Layout::Layout() {
  column_width(34);
  label("OPTIONS", "options");
  label("SUBCOMMAND", "COMMAND");
  label("SUBCOMMANDS", "COMMANDS");
  label("Positionals", "Arguments");
  label("REQUIRED", "(required)");
}

std::string Layout::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  auto help = CLI::Formatter::make_help(app, std::move(name), mode);
  for (auto at = help.find("\n\n\n"); at != std::string::npos; at = help.find("\n\n\n")) help.erase(at, 1);
  return help;
}

std::string Layout::make_option_name(const CLI::Option* option, bool positional) const {
  return positional ? option->get_type_name() : CLI::Formatter::make_option_name(option, positional);
}

std::string Layout::make_option_opts(const CLI::Option* option) const {
  if (!option->get_positional()) return CLI::Formatter::make_option_opts(option);
  return option->get_items_expected_max() > 1 ? " ..." : "";
}

std::string Layout::make_option_usage(const CLI::Option* option) const {
  const auto name = option->get_type_name() + (option->get_items_expected_max() > 1 ? "..." : "");
  return option->get_required() ? name : "[" + name + "]";
}

}  // namespace tansiq::cli
