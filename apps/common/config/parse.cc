#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <toml++/toml.h>

#include "config/config.h"

namespace tansiq::config {
namespace {

constexpr std::size_t most_bytes = 1024 * 1024;
constexpr std::size_t most_broken_lines = 50;

struct Found {
  std::size_t line = 0;
  std::string what;
  std::string hint;
};

/// How many single-letter changes apart two words are (Levenshtein); both are short.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

/// "did you mean ...?" where a known word is near, otherwise all that are known.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.size() <= 64) {
    for (const auto candidate : known)
      if (distance(word, candidate) <= 2) return fmt::format("did you mean {}?", candidate);
  }
  std::string list;
  for (const auto candidate : known) list += (list.empty() ? "" : ", ") + std::string(candidate);
  return "known: " + list;
}

/// A name from the file, fit for a message: control characters never reach a terminal.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 80)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return text.size() > 80 ? out + "..." : out;
}

class Checker {
 public:
  explicit Checker(std::vector<Found>& found) : found_(found) {}

  Config read(const toml::table& file) {
    for (const auto& [name, value] : file) read_section(name.str(), value);
    return std::move(config_);
  }

 private:
  void read_section(std::string_view section, const toml::node& value) {
    std::vector<std::string_view> sections, names;
    for (const auto& key : keys()) {
      if (std::find(sections.begin(), sections.end(), key.section) == sections.end())
        sections.push_back(key.section);
      if (key.section == section) names.push_back(key.name);
    }
    if (names.empty()) {
      if (value.is_table())
        say(value, fmt::format("there is no section [{}]", shown(section)), suggestion(section, sections));
      else
        say(value, fmt::format("{} stands in no section", shown(section)), suggestion(section, sections));
      return;
    }
    const auto* table = value.as_table();
    if (table == nullptr) {
      say(value, fmt::format("{} is a section, not a value", section), fmt::format("write [{}]", section));
      return;
    }
    for (const auto& [name, entry] : *table) {
      const auto key =
          std::find_if(keys().begin(), keys().end(), [&, given = name.str()](const Key& candidate) {
            return candidate.section == section && candidate.name == given;
          });
      if (key == keys().end())
        say(entry, fmt::format("there is no {}.{}", section, shown(name.str())),
            suggestion(name.str(), names));
      else
        read_value(*key, entry);
    }
  }

  void read_value(const Key& key, const toml::node& value) {
    const auto target = key.target(config_);
    if (auto* const* text = std::get_if<std::string*>(&target)) {
      const auto given = value.value_exact<std::string>();
      if (!given) return wrong_type(key, value);
      const bool allowed = key.choices.empty() ||
                           std::find(key.choices.begin(), key.choices.end(), *given) != key.choices.end();
      const bool printable = std::none_of(given->begin(), given->end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
      });
      if (!allowed || given->size() < key.least || given->size() > key.most)
        return say(value, fmt::format("{} is \"{}\"", key.path(), shown(*given)), key.expected());
      if (!printable)
        return say(value, fmt::format("{} holds a control character", key.path()), key.expected());
      **text = *given;
      return;
    }
    const auto given = value.value_exact<std::int64_t>();
    if (!given) return wrong_type(key, value);
    if (*given < 0 || static_cast<std::uint64_t>(*given) < key.least ||
        static_cast<std::uint64_t>(*given) > key.most)
      return say(value, fmt::format("{} is {}", key.path(), *given), key.expected());
    const auto number = static_cast<std::uint64_t>(*given);
    if (auto* const* small = std::get_if<std::uint16_t*>(&target))
      **small = static_cast<std::uint16_t>(number);
    if (auto* const* middle = std::get_if<std::uint32_t*>(&target))
      **middle = static_cast<std::uint32_t>(number);
    if (auto* const* large = std::get_if<std::size_t*>(&target)) **large = number;
  }

  void wrong_type(const Key& key, const toml::node& value) {
    static constexpr std::string_view names[] = {
        "nothing",    "a table",       "a list", "a text", "a whole number",
        "a fraction", "true or false", "a date", "a time", "a date and time"};
    const auto type = static_cast<std::size_t>(value.type());
    say(value, fmt::format("{} is {}", key.path(), type < std::size(names) ? names[type] : "something else"),
        key.expected());
  }

  void say(const toml::node& at, std::string what, std::string hint) {
    found_.push_back({at.source().begin.line, std::move(what), std::move(hint)});
  }

  std::vector<Found>& found_;
  Config config_;
};

/// Empties line `number` (from 1) of a text, so that the lines after it keep their numbers.
bool blank_line(std::string& text, std::size_t number) {
  std::size_t begin = 0;
  for (std::size_t line = 1; line < number; ++line) {
    begin = text.find('\n', begin);
    if (begin == std::string::npos) return false;
    ++begin;
  }
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  if (begin == end) return false;
  text.erase(begin, end - begin);
  return true;
}

std::string resolve(const std::string& written, const std::filesystem::path& folder) {
  static constexpr std::string_view credential = "credential:";
  if (written.starts_with(credential)) {
    // Read once at start, before any thread exists.
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
    return (std::filesystem::path(credentials == nullptr ? "" : credentials) /
            written.substr(credential.size()))
        .string();
  }
  return (folder / written).lexically_normal().string();
}

}  // namespace

tl::expected<Config, Problems> parse(std::string_view text, std::string_view name) {
  if (text.size() > most_bytes)
    return tl::unexpected(Problems{{base::Fault::too_large, "larger than 1 MiB", std::string(name), ""}});
  std::vector<Found> found;
  Config config;
  std::string rest(text);
  for (;;) {
    try {
      config = Checker(found).read(toml::parse(rest, std::string_view(name)));
      break;
    } catch (const toml::parse_error& error) {
      const std::size_t line = error.source().begin.line;
      found.push_back({line, "no TOML: " + shown(error.description()), "key = value, texts in \"quotes\""});
      if (found.size() >= most_broken_lines || !blank_line(rest, line)) break;
    }
  }
  if (config.serving.limits.connections_per_peer > config.serving.limits.connections)
    found.push_back({0, "limits.connections_per_peer is more than limits.connections", "lower the first"});
  config.serving.limits.body_bytes = config.limits.body_bytes;
  if (found.empty()) return config;
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& left, const Found& right) { return left.line < right.line; });
  Problems problems;
  for (auto& each : found) {
    problems.push_back({base::Fault::invalid, std::move(each.what),
                        each.line == 0 ? std::string(name) : fmt::format("{}:{}", name, each.line),
                        std::move(each.hint)});
  }
  return tl::unexpected(std::move(problems));
}

tl::expected<Config, Problems> load(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad())
    return tl::unexpected(
        Problems{{base::Fault::not_found, "cannot be read", file, "`tansiq init` makes one"}});
  auto config = parse(text, file);
  if (!config) return config;
  const auto folder = std::filesystem::absolute(file).parent_path();
  for (std::string* path : {&config->serving.listen.certificate_file, &config->serving.listen.key_file,
                            &config->store_folder, &config->backup_folder, &config->keys_folder})
    *path = resolve(*path, folder);
  if (!config->duty_notice.empty()) config->duty_notice = resolve(config->duty_notice, folder);
  return config;
}

}  // namespace tansiq::config
