// Holds the tree against the design: which part may include which, how long a file may grow, what never
// stands in one.

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "source_dir.h"

namespace {

namespace fs = std::filesystem;

const fs::path root = TANSIQ_SOURCE_DIR;

/// Who may know whom (design: "Parts, and who may know whom"). A part may use itself and what stands here.
const std::map<std::string, std::set<std::string>> may_use = {
    {"base", {}},
    {"stix", {"base"}},
    {"journal", {"base"}},
    {"blind", {"base"}},
    {"names", {"base"}},
    {"handling", {"base", "stix"}},
    {"desk", {"base", "stix"}},
    {"exchange", {"base", "stix"}},
    {"store", {"base", "stix", "journal", "exchange"}},
    {"node", {"base", "stix", "journal", "blind", "names", "handling", "desk", "exchange", "store"}},
    {"wire", {"base", "stix", "journal", "names", "handling", "desk", "exchange", "node"}},
};

/// Libraries that only one part may know: the design keeps HTTP in `wire` and SQL in `store`.
const std::map<std::string, std::string> reserved = {
    {"boost/asio", "wire"}, {"boost/beast", "wire"}, {"sqlite3.h", "store"}};

constexpr std::size_t most_lines = 600;

struct Line {
  fs::path file;
  std::size_t number;
  std::string text;
};

bool is_code(const fs::path& path) {
  const auto ending = path.extension();
  return ending == ".cc" || ending == ".h" || ending == ".ts" || ending == ".tsx";
}

std::vector<fs::path> code_below(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (auto it = fs::recursive_directory_iterator(folder); it != fs::recursive_directory_iterator(); ++it) {
    if (it->path().filename() == "node_modules") it.disable_recursion_pending();
    if (it->is_regular_file() && is_code(it->path())) files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Line> lines_of(const fs::path& file) {
  std::ifstream in(file);
  std::vector<Line> lines;
  for (std::string text; std::getline(in, text);)
    lines.push_back({fs::relative(file, root), lines.size() + 1, text});
  return lines;
}

std::string place(const Line& line) {
  return fmt::format("{}:{}", line.file.string(), line.number);
}

TEST(Structure, IncludesGoOnlyDownwards) {
  const std::regex include(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  std::size_t seen = 0;
  for (const auto& file : code_below(root / "src")) {
    const std::string part = fs::relative(file, root / "src").begin()->string();
    ASSERT_TRUE(may_use.contains(part)) << "src/" << part << " is no part of the design";
    for (const auto& line : lines_of(file)) {
      std::smatch match;
      if (!std::regex_search(line.text, match, include)) continue;
      const std::string target = match[1];
      const std::string other = target.substr(0, target.find('/'));
      ++seen;
      if (may_use.contains(other) && other != part) {
        EXPECT_TRUE(may_use.at(part).contains(other))
            << place(line) << ": " << part << " may not know " << other;
      }
      for (const auto& [library, owner] : reserved) {
        if (!target.starts_with(library)) continue;
        EXPECT_EQ(part, owner) << place(line) << ": only " << owner << " knows " << library;
      }
    }
  }
  EXPECT_GT(seen, 0U);
}

TEST(Structure, NoFileIsLongerThanOneThing) {
  for (const char* folder : {"src", "apps", "tests", "bench", "fuzz", "console"}) {
    for (const auto& file : code_below(root / folder)) {
      const auto lines = lines_of(file).size();
      EXPECT_LE(lines, most_lines) << fs::relative(file, root).string()
                                   << ": cut it where its subject changes";
    }
  }
}

TEST(Structure, EveryPartSaysWhatItIsFor) {
  for (const auto& entry : fs::directory_iterator(root / "src")) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(fs::exists(entry.path() / "README.md")) << entry.path().filename() << " has no README.md";
  }
}

}  // namespace
