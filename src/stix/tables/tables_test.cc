// The JSON Schemas in docs/schemas are what the tables say, so that a partner and this node refuse the same.
// Run this test with TANSIQ_WRITE_SCHEMAS=1 to write them anew after a change of a table.

#include "stix/tables/tables.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <vector>

#include "source_dir.h"
#include "stix/json/write.h"
#include "stix/reader.h"

namespace tansiq::stix::tables {
namespace {

namespace fs = std::filesystem;

std::string in_quotes(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

/// A JSON object under construction, indented for people.
class Members {
 public:
  explicit Members(int depth) : depth_(depth) {}
  void add(std::string_view name, const std::string& value) {
    text_ += text_.empty() ? "{\n" : ",\n";
    text_ += std::string(static_cast<std::size_t>(depth_ + 1) * 2, ' ') + in_quotes(name) + ": " + value;
  }
  [[nodiscard]] std::string done() const {
    return text_ + "\n" + std::string(static_cast<std::size_t>(depth_) * 2, ' ') + "}";
  }

 private:
  int depth_;
  std::string text_;
};

std::string list_of(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + in_quotes(word);
  return "[" + text + "]";
}

/// What a form or kind looks like as a regular expression; empty where a schema cannot say it.
std::string_view pattern_of(const Property& property) {
  switch (property.form) {
    case Form::admiralty:
      return "^[A-F][1-6]$";
    case Form::script:
      return "^[A-Z][a-z]{3}$";
    case Form::currency:
      return "^[A-Z]{3}$";
    case Form::date:
      return "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
    case Form::language:
      return "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$";
    default:
      break;
  }
  if (property.holds == Holds::precise_time)
    return "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3,}Z$";
  if (property.holds == Holds::time)
    return "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$";
  return {};
}

std::string schema_of(const Structure& structure, int depth, std::string_view title);

std::string id_pattern(const Refs& refs) {
  std::string types;
  for (const std::string_view type : refs.types)
    if (!type.empty()) types += (types.empty() ? "" : "|") + std::string(type);
  // Where any type may stand, the form of a type name.
  if (types.empty()) types = "[a-z0-9]+(-[a-z0-9]+)*";
  return fmt::format("^({})--[0-9a-fA-F]{{8}}(-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}$", types);
}

std::string schema_of(const Property& property, int depth) {
  Members members(depth);
  if (property.list) {
    Property item = property;
    item.list = false;
    members.add("type", in_quotes("array"));
    members.add("items", schema_of(item, depth + 1));
    members.add("minItems", "1");
    return members.done();
  }
  switch (property.holds) {
    case Holds::extensions:
    case Holds::hashes:
      members.add("type", in_quotes("object"));
      break;
    case Holds::flag:
      members.add("type", in_quotes("boolean"));
      break;
    case Holds::integer:
    case Holds::number:
      members.add("type", in_quotes(property.holds == Holds::integer ? "integer" : "number"));
      if (std::isfinite(property.least)) members.add("minimum", fmt::format("{}", property.least));
      if (std::isfinite(property.most)) members.add("maximum", fmt::format("{}", property.most));
      break;
    case Holds::id:
      members.add("type", in_quotes("string"));
      members.add("pattern", in_quotes(id_pattern(*property.refs)));
      break;
    case Holds::word:
      members.add("type", in_quotes("string"));
      // Words of an open vocabulary are advice.
      members.add(property.words->closed ? "enum" : "examples", list_of(property.words->words));
      break;
    case Holds::structure:
      return schema_of(*property.structure, depth, {});
    default:
      members.add("type", in_quotes("string"));
      if (const std::string_view pattern = pattern_of(property); !pattern.empty())
        members.add("pattern", in_quotes(pattern));
      if (property.form == Form::country) members.add("description", in_quotes("two letters of ISO 3166-1"));
  }
  return members.done();
}

/// The rules that a schema can say.
void add_rules(Members& members, const Structure& structure) {
  std::string dependent;
  for (const Rule& rule : structure.rules) {
    std::string any;
    std::size_t count = 0;
    for (const std::string_view name : rule.names) {
      if (name.empty()) continue;
      any += fmt::format("{}{{\"required\": [{}]}}", any.empty() ? "" : ", ", in_quotes(name));
      ++count;
    }
    if (rule.law == Law::at_least_one) members.add("anyOf", "[" + any + "]");
    if (rule.law == Law::at_most_one && count == 2)
      members.add("not", fmt::format("{{\"required\": [{}, {}]}}", in_quotes(rule.names[0]),
                                     in_quotes(rule.names[1])));
    if (rule.law == Law::needs && find_type(structure.name) != nullptr)
      dependent += fmt::format("{}{}: [{}]", dependent.empty() ? "" : ", ", in_quotes(rule.names[0]),
                               in_quotes(rule.names[1]));
  }
  if (!dependent.empty()) members.add("dependentRequired", "{" + dependent + "}");
}

std::string schema_of(const Structure& structure, int depth, std::string_view title) {
  Members members(depth);
  if (!title.empty()) {
    members.add("$schema", in_quotes("https://json-schema.org/draft/2020-12/schema"));
    members.add("title", in_quotes(title));
    const std::string what = find_type(title) != nullptr
                                 ? fmt::format("An object of the type {}", title)
                                 : fmt::format("The content of the {}", structure.name);
    members.add("description",
                in_quotes(what + " of Tansiq; docs/records.md says what each property means."));
  }
  members.add("type", in_quotes("object"));
  Members properties(depth + 1);
  std::vector<std::string_view> required;
  for (const Property& property : structure.properties) {
    properties.add(property.name, schema_of(property, depth + 2));
    if (property.required) required.push_back(property.name);
  }
  members.add("properties", properties.done());
  if (!required.empty()) members.add("required", list_of(required));
  add_rules(members, structure);
  return members.done();
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A file of docs/schemas holds exactly this text.
void expect_file(const std::string& name, const std::string& right) {
  const fs::path file = fs::path(TANSIQ_SOURCE_DIR) / "docs/schemas" / name;
  const bool write = std::getenv("TANSIQ_WRITE_SCHEMAS") != nullptr;  // NOLINT(concurrency-mt-unsafe)
  if (write) std::ofstream(file) << right;
  EXPECT_EQ(text_of(file), right) << file << " is not what the table says";
}

/// The extensions that this system defines itself.
std::vector<const Extension*> ours() {
  std::vector<const Extension*> found;
  for (const Extension& extension : all_extensions())
    if (extension.key.starts_with("extension-definition--") && extension.name != "tlp-2.0")
      found.push_back(&extension);
  return found;
}

/// The type that an extension declares, or nullptr for a property extension.
const ObjectType* declared_type(const Extension& extension) {
  const ObjectType* type = find_type(extension.name);
  return type != nullptr && type->declared_by == extension.key ? type : nullptr;
}

/// The extension definitions as STIX objects, for partners that want them, with the identity that made them.
std::string definitions() {
  constexpr std::string_view author = "identity--3b0c0d7e-5a0e-4f53-9c86-0f2c2d3c1d0a";
  constexpr std::string_view common =
      R"("spec_version": "2.1", "created": "2026-11-21T00:00:00.000Z", "modified": "2026-11-21T00:00:00.000Z")";
  std::string text = fmt::format(
      "{{\n\"type\": \"bundle\", \"id\": \"bundle--0d4a3a86-7a53-4b0e-a3a1-6d1f1c8f6b52\", \"objects\": [\n"
      "{{\"type\": \"identity\", \"id\": \"{}\", {}, \"name\": \"Tansiq\", \"identity_class\": \"system\"}}",
      author, common);
  for (const Extension* extension : ours()) {
    text += fmt::format(
        ",\n{{\"type\": \"extension-definition\", \"id\": \"{}\", {}, \"created_by_ref\": \"{}\",\n"
        " \"name\": \"{}\", \"schema\": \"docs/schemas/{}.json of Tansiq\", \"version\": \"1.0.0\", "
        "\"extension_types\": [\"{}\"]}}",
        extension->key, common, author, extension->name, extension->name,
        declared_type(*extension) == nullptr ? "property-extension" : "new-sdo");
  }
  return text + "\n]}\n";
}

TEST(Schemas, AreWhatTheTablesSay) {
  EXPECT_EQ(ours().size(), 11U);
  for (const Extension* extension : ours()) {
    const ObjectType* type = declared_type(*extension);
    expect_file(
        fmt::format("{}.json", extension->name),
        schema_of(type == nullptr ? extension->structure : type->structure, 0, extension->name) + "\n");
  }
  expect_file("extension-definitions.json", definitions());
  Reader reader;
  const auto content = reader.read(definitions());
  ASSERT_TRUE(content);
  EXPECT_EQ(content->objects.size(), 12U);
  EXPECT_TRUE(content->rejected.empty() && content->problems.empty());
}

/// What stands between ```json and ``` in a page.
std::vector<std::string> examples_in(const std::string& page) {
  std::vector<std::string> examples;
  constexpr std::string_view open = "\n```json\n";
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
    const std::size_t begin = at + open.size();
    examples.push_back(page.substr(begin, page.find("\n```", begin) - begin));
  }
  return examples;
}

TEST(Records, TheExamplesOfTheDocumentAreRight) {
  const std::string page = text_of(fs::path(TANSIQ_SOURCE_DIR) / "docs/records.md");
  const auto examples = examples_in(page);
  EXPECT_GE(examples.size(), 11U);
  Reader reader;
  for (const std::string& example : examples) {
    const auto object = reader.read_object(example);
    ASSERT_TRUE(object) << object.error().text() << "\n" << example;
    for (const Problem& warning : object->warnings) ADD_FAILURE() << warning.text() << "\n" << example;
  }
  for (const Extension* extension : ours())
    EXPECT_NE(page.find(extension->key), std::string::npos) << extension->name << " is not described";
}

TEST(Tables, HoldEveryTypeOfTheSpecification) {
  std::size_t domain = 0;
  std::size_t relationship = 0;
  std::size_t observable = 0;
  std::size_t meta = 0;
  for (const ObjectType& type : all_types()) {
    EXPECT_EQ(find_type(type.structure.name), &type);
    if (!type.declared_by.empty()) continue;
    domain += type.group == Group::domain;
    relationship += type.group == Group::relationship;
    observable += type.group == Group::observable;
    meta += type.group == Group::meta;
  }
  EXPECT_EQ(domain, 19U);
  EXPECT_EQ(relationship, 2U);
  EXPECT_EQ(observable, 18U);
  EXPECT_EQ(meta, 3U);
  EXPECT_EQ(find_type("bundle"), nullptr);
  EXPECT_EQ(find_type(""), nullptr);
}

/// Every name that a rule speaks of is a property of the same table.
void check_rules(const Structure& structure) {
  for (const Rule& rule : structure.rules) {
    for (const std::string_view name : rule.names) {
      if (name.empty()) continue;
      bool found = false;
      for (const Property& property : structure.properties) found = found || property.name == name;
      EXPECT_TRUE(found) << structure.name << " has no property " << name;
    }
  }
  for (std::size_t i = 0; i < structure.properties.size(); ++i) {
    const Property& property = structure.properties[i];
    EXPECT_TRUE(i == 0 || structure.properties[i - 1].name < property.name)
        << structure.name << ": " << property.name;
    EXPECT_EQ(property.holds == Holds::structure, property.structure != nullptr) << property.name;
    EXPECT_EQ(property.holds == Holds::word, property.words != nullptr) << property.name;
    EXPECT_EQ(property.holds == Holds::id, property.refs != nullptr) << property.name;
    if (property.structure != nullptr) check_rules(*property.structure);
  }
}

TEST(Tables, AreSortedAndTheirRulesSpeakOfWhatIsThere) {
  for (const ObjectType& type : all_types()) check_rules(type.structure);
  for (const Extension& extension : all_extensions()) {
    check_rules(extension.structure);
    EXPECT_EQ(find_extension(extension.key), &extension);
    for (const std::string_view type : extension.types)
      EXPECT_TRUE(type.empty() || find_type(type) != nullptr) << extension.key << ": " << type;
  }
}

}  // namespace
}  // namespace tansiq::stix::tables
