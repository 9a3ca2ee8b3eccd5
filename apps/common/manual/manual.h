#pragma once

/// Manual pages (man(7)) and completion, made from a program's own tree of commands and options.

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

namespace tansiq::manual {

/// A part of a page that no option says: its title and its paragraphs, or lines of "term: explanation".
struct Section {
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<std::pair<std::string, std::string>> terms = {};
};

/// What a page needs besides the program.
struct Page {
  int section = 1;
  std::string date;     ///< "2026-05-01"
  std::string version;  ///< "tansiq 0.1.0"
  std::vector<std::string> description;
  std::vector<Section> sections;
};

/// The page of a program with all its commands. Options of the group `common_group` are told once.
std::string page_of(const CLI::App& program, const Page& page,
                    const std::string& common_group = "Common options");

/// The page of the configuration file, tansiqd.toml(5), from the table of its keys.
std::string page_of_configuration(const std::string& date, const std::string& version);

/// One thing that could stand where the cursor is.
struct Candidate {
  std::string word;
  std::string what;
};

/// What could follow `words` (the command line behind the program's name); the last of them, perhaps empty,
/// is the one being typed. Nothing where a file name is awaited.
std::vector<Candidate> complete(const CLI::App& program, const std::vector<std::string>& words);

/// A script that lets a shell ("bash", "zsh", "fish") ask `program` for candidates through its hidden command
/// `complete`. Empty for any other shell.
std::string completion_script(const std::string& shell, const std::string& program);

}  // namespace tansiq::manual
