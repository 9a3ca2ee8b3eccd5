#pragma once

/// What the fuzzers of list readers share.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "lists/object.h"
#include "lists/reader.h"
#include "stix/stix.h"

namespace tansiq::fuzz {

/// Reads `text` in parts of `step` bytes and gives each entry as text.
template <typename Make>
std::vector<std::string> entries_of(std::string_view text, std::size_t step, const Make& make) {
  std::vector<std::string> out;
  const auto reader = make([&](lists::Entry entry) {
    const int said =
        int(entry.entity.has_value()) + int(!entry.skipped.empty()) + int(!entry.problem.empty());
    if (said != 1) std::abort();
    out.push_back(std::to_string(entry.line) + " " + entry.id + " " + entry.skipped + entry.problem);
    if (entry.entity)
      out.push_back(boost::json::serialize(lists::object_of(*entry.entity, "list", "unknown", 0)));
  });
  base::Result<> read;
  while (!text.empty() && read) {
    read = reader->feed(text.substr(0, step));
    text.remove_prefix(std::min(step, text.size()));
  }
  if (read) read = reader->finish();
  out.emplace_back(read ? "whole" : "broken");
  return out;
}

template <typename Make>
void expect_same_entries(std::string_view text, const Make& make) {
  const auto entries = entries_of(text, text.size() + 1, make);
  if (entries != entries_of(text, 3, make)) std::abort();
  stix::Reader reader;
  for (const auto& entry : entries) {
    if (!entry.starts_with('{')) continue;  // a place, or the last word
    auto value = boost::json::parse(entry).as_object();
    value["created"] = value["modified"] = "2026-05-01T10:00:00.000Z";
    if (!reader.read_object(boost::json::serialize(value))) std::abort();
  }
}

}  // namespace tansiq::fuzz
