#include "wire/taxii/query.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace tansiq::wire::taxii {

namespace {

using base::fail;
using base::Fault;
using base::Result;

constexpr std::size_t most_values = 1000;

Result<std::vector<std::string>> list_of(std::string_view name, std::string_view text) {
  std::vector<std::string> values;
  for (;;) {
    const auto comma = text.find(',');
    values.emplace_back(text.substr(0, comma));
    if (values.back().empty()) return fail(Fault::invalid, "holds an empty value", std::string(name));
    if (values.size() > most_values) {
      return fail(Fault::invalid, "lists more than " + std::to_string(most_values) + " values",
                  std::string(name));
    }
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

Result<> read_limit(std::string_view text, std::size_t most, Query& query) {
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || text.find_first_not_of('0') == std::string_view::npos) {
    return fail(Fault::invalid, "is not a positive whole number", "limit");
  }
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  query.filter.limit = read.ec == std::errc() ? std::min(number, most) : most;  // else: more than any page
  return {};
}

Result<> read_added_after(std::string_view text, Query& query) {
  const auto time = base::parse_time(text);
  if (!time) {
    return fail(Fault::invalid, "is not an RFC 3339 timestamp in UTC", "added_after",
                "write it as 2026-05-01T10:00:00.000000Z");
  }
  query.filter.added_after = *time;
  return {};
}

Result<> read_versions(const std::vector<std::string>& values, Query& query) {
  store::VersionMatch match;
  match.last = false;
  for (const auto& value : values) {
    if (value == "all") {
      match.all = true;
    } else if (value == "first") {
      match.first = true;
    } else if (value == "last") {
      match.last = true;
    } else if (base::parse_time(value)) {
      match.exact.push_back(value);
    } else {
      return fail(Fault::invalid, "is neither first, last, all nor a timestamp", "match[version]");
    }
  }
  if (match.all && values.size() > 1) {
    return fail(Fault::invalid, "\"all\" stands beside other values", "match[version]");
  }
  query.filter.versions = match;
  return {};
}

/// Digits, a full stop, digits.
bool is_spec_version(std::string_view text) {
  const auto stop = text.find('.');
  if (stop == 0 || stop == std::string_view::npos || stop + 1 == text.size()) return false;
  return text.find_first_not_of("0123456789.") == std::string_view::npos &&
         text.find('.', stop + 1) == std::string_view::npos;
}

Result<> read_specs(const std::vector<std::string>& values, Query& query) {
  for (const auto& value : values) {
    if (!is_spec_version(value)) {
      return fail(Fault::invalid, "is not a version of STIX such as 2.1", "match[spec_version]");
    }
    if (value == stix::name_of(stix::Spec::v2_0)) query.filter.specs.push_back(stix::Spec::v2_0);
    if (value == stix::name_of(stix::Spec::v2_1)) query.filter.specs.push_back(stix::Spec::v2_1);
  }
  // Only versions that nothing is held in: no object has an empty type, so nothing matches.
  if (query.filter.specs.empty()) query.filter.types = {""};
  return {};
}

bool belongs(Endpoint endpoint, std::string_view name) {
  if (name == "match[spec_version]") return true;
  if (name == "match[version]") return endpoint != Endpoint::versions;
  if (name == "match[id]" || name == "match[type]") return endpoint == Endpoint::objects;
  return endpoint != Endpoint::removal;  // added_after, limit, next
}

bool is_known(std::string_view name) {
  return name == "added_after" || name == "limit" || name == "next" || name == "match[id]" ||
         name == "match[type]" || name == "match[version]" || name == "match[spec_version]";
}

Result<> read_one(const std::string& name, const std::string& value, std::size_t most, Query& query) {
  if (value.empty()) return fail(Fault::invalid, "is empty", name);
  if (name == "limit") return read_limit(value, most, query);
  if (name == "added_after") return read_added_after(value, query);
  if (name == "next") {
    query.next = value;
    return {};
  }
  auto values = list_of(name, value);
  if (!values) return fail(values);
  if (name == "match[id]") query.filter.ids = std::move(*values);
  if (name == "match[type]" && query.filter.types.empty()) query.filter.types = std::move(*values);
  if (name == "match[version]") return read_versions(*values, query);
  if (name == "match[spec_version]") return read_specs(*values, query);
  return {};
}

/// Equal filters give equal texts, however they were written.
std::string normal_text(const store::Filter& filter) {
  std::string text;
  const auto add = [&text](std::string_view name, const std::string& value) {
    text += text.empty() ? "" : "&";
    text += name;
    text += '=';
    text += value;
  };
  const auto join = [](const std::vector<std::string>& values) {
    std::string joined;
    for (const auto& value : values) joined += (joined.empty() ? "" : ",") + value;
    return joined;
  };
  if (filter.added_after) add("added_after", base::format_time(*filter.added_after));
  if (!filter.ids.empty()) add("match[id]", join(filter.ids));
  if (!filter.types.empty()) add("match[type]", join(filter.types));
  auto versions = filter.versions.exact;
  if (filter.versions.all) versions.emplace_back("all");
  if (filter.versions.first) versions.emplace_back("first");
  if (filter.versions.last) versions.emplace_back("last");
  if (versions != std::vector<std::string>{"last"}) add("match[version]", join(versions));
  std::vector<std::string> specs;
  for (const auto spec : filter.specs) specs.emplace_back(stix::name_of(spec));
  if (!specs.empty()) add("match[spec_version]", join(specs));
  return text;
}

}  // namespace

Result<Query> read_query(const std::vector<std::pair<std::string, std::string>>& parameters,
                         Endpoint endpoint, std::size_t most) {
  Query query;
  query.filter.limit = most;
  if (endpoint == Endpoint::versions || endpoint == Endpoint::removal) {
    query.filter.versions = {.first = false, .last = false, .all = true, .exact = {}};
  }
  std::set<std::string_view> seen;
  for (const auto& [name, value] : parameters) {
    if (!seen.insert(name).second) return fail(Fault::invalid, "stands more than once", name);
    if (!is_known(name)) {
      if (endpoint == Endpoint::removal) return fail(Fault::invalid, "is not known here", name);
      continue;
    }
    if (!belongs(endpoint, name)) return fail(Fault::invalid, "does not belong to this endpoint", name);
    if (auto read = read_one(name, value, most, query); !read) return fail(read);
  }
  query.text = normal_text(query.filter);
  return query;
}

Result<> go_on(Query& query, const Cursors& cursors, std::string_view binding) {
  if (query.next.empty()) return {};
  const auto last = cursors.open(query.next, std::string(binding) + '\n' + query.text);
  if (!last) return fail(last);
  query.filter.added_after = std::max(query.filter.added_after.value_or(*last), *last);
  return {};
}

}  // namespace tansiq::wire::taxii
