#pragma once

/// The invented lists of docs/names-lists.md, so that what the page shows is what the tests read.

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "lists/reader.h"
#include "source_dir.h"

namespace tansiq::lists {

/// The first fenced block of a kind, "json", "xml", "csv" or "toml".
inline std::string example(const std::string& kind) {
  std::ifstream in(TANSIQ_SOURCE_DIR "/docs/names-lists.md");
  const std::string page((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::string fence = "\n```" + kind + "\n";
  const auto begin = page.find(fence);
  const auto end = page.find("\n```\n", begin + fence.size());
  EXPECT_NE(begin, std::string::npos) << kind;
  return page.substr(begin + fence.size(), end + 1 - begin - fence.size());
}

/// What became of one reading.
struct Outcome {
  std::vector<Entry> entries;
  base::Result<> result;
};

/// Reads a whole text in parts of `step` bytes by the reader that `make` makes of a sink.
template <typename Make>
Outcome read_in_steps(std::string_view text, std::size_t step, const Make& make) {
  Outcome outcome;
  const auto reader = make([&](Entry entry) { outcome.entries.push_back(std::move(entry)); });
  while (!text.empty() && outcome.result) {
    outcome.result = reader->feed(text.substr(0, step));
    text.remove_prefix(std::min(step, text.size()));
  }
  if (outcome.result) outcome.result = reader->finish();
  return outcome;
}

}  // namespace tansiq::lists
