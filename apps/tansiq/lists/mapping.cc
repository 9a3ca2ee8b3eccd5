#include "lists/mapping.h"

#include <algorithm>
#include <fmt/format.h>
#include <toml++/toml.h>

#include "lists/entity.h"

namespace tansiq::lists {
namespace {

using base::Fault;

constexpr std::pair<Field, std::string_view> field_names[] = {
    {Field::id, "id"},
    {Field::name, "name"},
    {Field::alias, "alias"},
    {Field::weak_alias, "weak_alias"},
    {Field::former_name, "former_name"},
    {Field::born, "born"},
    {Field::born_until, "born_until"},
    {Field::died, "died"},
    {Field::birth_place, "birth_place"},
    {Field::nationality, "nationality"},
    {Field::sex, "sex"},
    {Field::kind, "kind"},
    {Field::position, "position"},
    {Field::passport, "passport"},
    {Field::identity_card, "identity_card"},
    {Field::remark, "remark"},
    {Field::reference, "reference"},
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Goes through the file and keeps the first thing that is wrong.
class Parser {
 public:
  explicit Parser(std::string_view file) : file_(file) {}

  base::Result<Mapping> read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string name(key.str());
      if (name == "delimiter")
        delimiter(node);
      else if (name == "split")
        mapping_.split = text(node, name);
      else if (name == "kind")
        mapping_.individual = kind(node, name);
      else if (name == "dates")
        dates(node);
      else if (const auto* table = node.as_table(); table != nullptr && name == "columns")
        columns(*table);
      else if (table != nullptr && name == "kinds")
        for (const auto& [word, meaning] : *table)
          mapping_.kinds[lower(word.str())] = kind(meaning, "kinds." + std::string(word.str()));
      else if (table != nullptr && name == "sexes")
        sexes(*table);
      else
        wrong(node, clean(name) + " is no key of a mapping",
              "known: delimiter, split, kind, dates, [columns], [kinds], [sexes]");
    }
    if (error_) return tl::unexpected<base::Error>(*error_);
    return std::move(mapping_);
  }

 private:
  void wrong(const toml::node& node, std::string what, std::string hint) {
    if (error_) return;
    error_ = base::Error{Fault::invalid, std::move(what),
                         fmt::format("{}:{}", file_, node.source().begin.line), std::move(hint)};
  }

  std::string text(const toml::node& node, const std::string& name) {
    const auto value = node.value_exact<std::string>();
    if (!value) wrong(node, clean(name) + " is no text", "in quotes");
    return value.value_or("");
  }

  void delimiter(const toml::node& node) {
    const auto value = text(node, "delimiter");
    if (value.size() == 1 && value != "\"" && value != "\n" && value != "\r")
      mapping_.delimiter = value[0];
    else
      wrong(node, "delimiter is not one character", R"(such as "," ";" or "\t")");
  }

  bool kind(const toml::node& node, const std::string& name) {
    const auto value = text(node, name);
    if (value != "individual" && value != "organization")
      wrong(node, clean(name) + " is neither individual nor organization", "");
    return value != "organization";
  }

  void dates(const toml::node& node) {
    const auto value = text(node, "dates");
    if (value == "iso")
      mapping_.dates = Mapping::Dates::iso;
    else if (value == "day-first")
      mapping_.dates = Mapping::Dates::day_first;
    else if (value == "month-first")
      mapping_.dates = Mapping::Dates::month_first;
    else
      wrong(node, "dates is none of iso, day-first, month-first", "");
  }

  void columns(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::string_view word = key.str();  // clang 14 captures no structured binding
      const auto* known = std::find_if(std::begin(field_names), std::end(field_names),
                                       [&](const auto& each) { return each.second == word; });
      if (known == std::end(field_names)) {
        std::string all;
        for (const auto& each : field_names) all += (all.empty() ? "" : ", ") + std::string(each.second);
        wrong(node, clean(key.str()) + " is nothing that a column can say", "known: " + all);
        return;
      }
      auto& list = mapping_.columns[known->first];
      if (const auto* several = node.as_array())
        for (const auto& each : *several) list.push_back(clean(text(each, std::string(key.str()))));
      else
        list.push_back(clean(text(node, std::string(key.str()))));
    }
  }

  void sexes(const toml::table& table) {
    for (const auto& [word, node] : table) {
      const auto value = text(node, "sexes." + std::string(word.str()));
      if (value != "female" && value != "male" && value != "other" && value != "unknown")
        wrong(node, "a sex is none of female, male, other, unknown", "");
      mapping_.sexes[lower(word.str())] = value;
    }
  }

  std::string_view file_;
  Mapping mapping_;
  std::optional<base::Error> error_;
};

}  // namespace

std::string_view name_of(Field field) {
  for (const auto& [each, name] : field_names)
    if (each == field) return name;
  return "";
}

base::Result<Mapping> parse_mapping(std::string_view toml, std::string_view file_name) {
  try {
    return Parser(file_name).read(toml::parse(toml));
  } catch (const toml::parse_error& wrong) {
    return base::fail(Fault::invalid, std::string(wrong.description()),
                      fmt::format("{}:{}", file_name, wrong.source().begin.line));
  }
}

}  // namespace tansiq::lists
