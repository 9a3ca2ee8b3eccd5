#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace tansiq::cli {

/// How --help looks: arguments by what they are (FILE, ID), no empty line twice.
class Layout : public CLI::Formatter {
 public:
  Layout();
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
  std::string make_option_name(const CLI::Option* option, bool positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_usage(const CLI::Option* option) const override;
};

}  // namespace tansiq::cli
