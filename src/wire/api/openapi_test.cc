#include <gtest/gtest.h>
#include <set>

#include "node/test_node.h"
#include "wire/api/api.h"
#include "wire/api/schema.h"
#include "wire/api/schema_check.h"

namespace tansiq::wire::api {
namespace {

namespace json = boost::json;

class OpenApiTest : public ::testing::Test {
 protected:
  node::testing::TestNode node;
  const Cursors cursors{std::string(32, 'k')};
  const Group group = routes(*node, cursors);
  const json::value document = json::parse(openapi(group, "Tansiq"));
};

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

TEST_F(OpenApiTest, HasEveryRouteAndNoOther) {
  const auto& paths = document.at("paths").as_object();
  std::size_t operations = 0;
  for (const auto& path : paths) operations += path.value().as_object().size();
  EXPECT_EQ(operations, group.routes.size());
  std::set<std::string> names;
  for (const auto& route : group.routes) {
    const auto* path = paths.if_contains(route.pattern);
    ASSERT_NE(path, nullptr) << route.pattern;
    const auto* operation = path->as_object().if_contains(lower(route.method));
    ASSERT_NE(operation, nullptr) << route.method << " " << route.pattern;
    EXPECT_EQ(operation->at("operationId").as_string(), route.operation);
    EXPECT_TRUE(names.insert(route.operation).second) << route.operation << " stands twice";
    EXPECT_FALSE(route.summary.empty());
    EXPECT_EQ(operation->as_object().contains("requestBody"), !route.body.empty());
    EXPECT_TRUE(operation->at("responses").as_object().contains("default"));
    for (const auto& answer : route.answers)
      EXPECT_TRUE(operation->at("responses").as_object().contains(std::to_string(answer.status)));
  }
}

/// Calls `visit` with every object in a JSON value.
template <typename Visit>
void walk(const json::value& value, const Visit& visit) {
  if (value.is_array())
    for (const auto& item : value.as_array()) walk(item, visit);
  if (!value.is_object()) return;
  visit(value.as_object());
  for (const auto& member : value.as_object()) walk(member.value(), visit);
}

TEST_F(OpenApiTest, EveryReferenceResolves) {
  std::size_t references = 0;
  std::set<std::string> used;
  walk(document, [&](const json::object& object) {
    const auto* reference = object.if_contains("$ref");
    if (reference == nullptr || !reference->is_string()) return;
    ++references;
    used.insert(std::string(reference->as_string()));
    EXPECT_NE(testing::resolve(document, reference->as_string()), nullptr) << *reference;
  });
  EXPECT_GT(references, group.routes.size());
  for (const auto& schema : schemas())
    EXPECT_TRUE(used.contains("#/components/schemas/" + std::string(schema.name)))
        << schema.name << " is unused";
}

TEST_F(OpenApiTest, EveryExampleFitsItsSchema) {
  std::size_t examples = 0;
  for (const auto& [name, schema] : document.at("components").at("schemas").as_object()) {
    const auto* example = schema.as_object().if_contains("example");
    if (example == nullptr) continue;
    ++examples;
    EXPECT_EQ(testing::mismatch(document, schema, *example), "") << name;
  }
  EXPECT_GT(examples, 30U);
}

TEST_F(OpenApiTest, EveryPathParameterIsDeclared) {
  for (const auto& route : group.routes) {
    const auto& operation = document.at("paths").at(route.pattern).at(lower(route.method));
    std::set<std::string> declared;
    for (const auto& parameter : operation.at("parameters").as_array()) {
      const auto* in = parameter.as_object().if_contains("in");
      if (in != nullptr && in->as_string() == "path")
        declared.insert(std::string(parameter.at("name").as_string()));
    }
    std::set<std::string> captured;
    for (auto open = route.pattern.find('{'); open != std::string::npos;
         open = route.pattern.find('{', open + 1))
      captured.insert(route.pattern.substr(open + 1, route.pattern.find('}', open) - open - 1));
    EXPECT_EQ(declared, captured) << route.pattern;
  }
}

TEST(SchemaCheck, SeesWhatIsWrong) {
  const auto document =
      json::parse(R"({"components":{"schemas":{"A":{"type":"object","additionalProperties":false,
      "properties":{"n":{"type":"integer"},"l":{"type":"array","items":{"type":"string"}}},"required":["n"]}}}})");
  const auto schema = json::parse(R"({"$ref":"#/components/schemas/A"})");
  EXPECT_EQ(testing::mismatch(document, schema, json::parse(R"({"n":1,"l":["a"]})")), "");
  EXPECT_EQ(testing::mismatch(document, schema, json::parse(R"({"l":[]})")), "/n: is missing");
  EXPECT_EQ(testing::mismatch(document, schema, json::parse(R"({"n":"1"})")), "/n: is no integer");
  EXPECT_EQ(testing::mismatch(document, schema, json::parse(R"({"n":1,"l":["a",2]})")), "/l/1: is no string");
  EXPECT_EQ(testing::mismatch(document, schema, json::parse(R"({"n":1,"m":2})")), "/m: is not in the schema");
}

}  // namespace
}  // namespace tansiq::wire::api
