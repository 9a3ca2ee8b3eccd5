#pragma once

/// For tests only: a node with officers that is asked over /v1, and whose every answer is held against its
/// own document.

#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "node/name_index.h"
#include "node/test_node.h"
#include "wire/api/api.h"
#include "wire/api/schema_check.h"

namespace tansiq::wire::api {

namespace json = boost::json;
using node::testing::campaign;
using node::testing::campaign_id;
using node::testing::first_version;
using node::testing::second_version;

/// A request with its answer.
struct Asked {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string text;
  json::value body;
  std::string operation;
  std::shared_ptr<http::Stream> stream = {};

  [[nodiscard]] std::string field(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (key == name) return value;
    return {};
  }
  [[nodiscard]] std::string fault() const { return std::string(body.at("fault").as_string()); }
};

inline std::string encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result;
}

class ApiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [name, role] :
         {std::pair{"amina", node::Role::analyst}, std::pair{"rachid", node::Role::releasing_officer},
          std::pair{"lea", node::Role::administrator}, std::pair{"omar", node::Role::oversight}})
      add(name, role);
    node->name_index = std::make_unique<tansiq::node::NameIndex>(node.store(), "");
  }
  void add(const std::string& name, node::Role role) {
    const auto put = node.store().write(0, [&](store::Transaction& transaction) -> Result {
      store::Principal principal;
      principal.name = name;
      principal.roles = {std::string(node::name_of(role))};
      principal.created = transaction.now();
      const auto number = transaction.put(principal);
      if (!number) return base::fail(number);
      store::Token token;
      token.id = "token-of-" + name;
      token.principal = *number;
      token.hash = base::sha256("tsq_" + name);
      token.created = transaction.now();
      return transaction.put(token);
    });
    ASSERT_TRUE(put) << put.error().text();
  }

  using Query = std::vector<std::pair<std::string, std::string>>;
  using Result = base::Result<>;

  /// Asks as an officer who says why; `who` empty: without credentials.
  Asked ask(const std::string& who, const std::string& method, const std::string& path, Query query = {},
            std::string body = {}, const std::string& media = {}) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.target = path;
    request.query = std::move(query);
    request.body = std::move(body);
    if (!who.empty()) request.fields.emplace_back("authorization", "Bearer tsq_" + who);
    if (says_why) {
      request.fields.emplace_back("tansiq-purpose", encoded("مكافحة الإرهاب"));
      request.fields.emplace_back("tansiq-basis", encoded("القانون 12"));
      request.fields.emplace_back("tansiq-case", "7%2F2026");
    }
    if (!media.empty()) request.fields.emplace_back("content-type", media);
    auto outcome = router.answer(request);
    Asked asked{outcome.response.status,
                outcome.response.fields,
                outcome.response.body,
                {},
                outcome.route != nullptr ? outcome.route->operation : "",
                outcome.response.stream};
    if (asked.field("Content-Type") == "application/json") {
      asked.body = json::parse(asked.text);
      check(asked, outcome.route);
    }
    return asked;
  }

  /// Holds an answer against the document that the node itself serves.
  void check(const Asked& asked, const Route* route) {
    const std::string name =
        asked.status == 200 && route != nullptr ? route->answers.front().schema : std::string("Error");
    const auto& schema = document.at("components").at("schemas").at(name);
    EXPECT_EQ(testing::mismatch(document, schema, asked.body), "") << asked.operation << ": " << asked.text;
    if (asked.status == 200) answered.insert(asked.operation);
  }

  /// Makes this node somebody and asks everything about cards, partners, cells and policy.
  void ask_about_partners();
  void ask_about_the_desk();
  void ask_about_shifts();
  void ask_about_watches();
  void ask_about_readers();
  void ask_about_exchange();

  Asked import(const std::string& content, Query query = {}) {
    return ask("amina", "POST", "/v1/records", std::move(query), content, "application/json");
  }

  node::testing::TestNode node;
  const Cursors cursors{std::string(32, 'k')};
  std::vector<Group> groups_{routes(*node, cursors)};
  const Router router{groups_};
  const json::value document = json::parse(openapi(router.groups().front(), "Tansiq"));
  std::set<std::string> answered;  ///< operations that gave an answer that fits
  bool says_why = true;
};

}  // namespace tansiq::wire::api
