#pragma once

/// A whole node in this process: a store in a folder of its own, served over HTTPS; and somebody who talks to
/// it.

#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "node/acts/initialise.h"
#include "store/sqlite/sqlite.h"
#include "wire/http/test_client.h"
#include "wire/wire.h"

namespace tansiq::scenarios {

namespace json = boost::json;

/// What came back.
struct Heard {
  int status = 0;
  std::string text;
  json::value body;  ///< null where the answer is no JSON
  std::vector<std::pair<std::string, std::string>> fields;

  [[nodiscard]] std::string field(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (key == name) return value;
    return {};
  }
  [[nodiscard]] std::string at(std::string_view member) const {
    return std::string(body.at(json::string_view(member)).as_string());
  }
};

/// Somebody with credentials and a purpose, on a connection of their own.
class Somebody {
 public:
  Somebody(std::uint16_t port, std::string authorization)
      : client_(port), authorization_(std::move(authorization)) {}

  static std::string token(const std::string& secret) { return "Bearer " + secret; }
  static std::string password(const std::string& name, const std::string& secret) {
    return "Basic " + base::to_base64(name + ":" + secret);
  }

  Heard ask(const std::string& method, const std::string& target, const std::string& body = {},
            const std::string& media = "application/json") {
    std::string head =
        fmt::format("{} {} HTTP/1.1\r\nHost: node\r\nAuthorization: {}\r\n", method, target, authorization_);
    if (target.starts_with("/v1/"))
      head += "Tansiq-Purpose: counter-terrorism\r\nTansiq-Basis: Act%2012\r\nTansiq-Case: 7%2F2026\r\n";
    if (target.starts_with("/taxii2/")) head += "Accept: application/taxii+json;version=2.1\r\n";
    if (!body.empty()) head += fmt::format("Content-Type: {}\r\n", media);
    if (!body.empty() || method == "POST") head += fmt::format("Content-Length: {}\r\n", body.size());
    auto got = client_.ask(head + "\r\n" + body);
    Heard heard{got.status, std::move(got.body), {}, std::move(got.fields)};
    boost::system::error_code code;
    if (heard.field("Content-Type").find("json") != std::string::npos && !heard.text.empty())
      heard.body = json::parse(heard.text, code);
    return heard;
  }
  Heard get(const std::string& target) { return ask("GET", target); }

 private:
  wire::http::testing::Client client_;
  std::string authorization_;
};

class ServedNode {
 public:
  ServedNode() {
    auto pattern = (std::filesystem::temp_directory_path() / "tansiq-scenario-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    start(true);
    const auto begun = node::acts::initialise(*node_, {"lea", {node::Role::administrator}});
    EXPECT_TRUE(begun);
    administrator_token_ = begun->token;
    collection_ = begun->collection;
  }
  ~ServedNode() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ServedNode(const ServedNode&) = delete;
  ServedNode& operator=(const ServedNode&) = delete;

  /// Stops the whole node and starts it again on the same files.
  void restart() {
    stop();
    start(false);
  }

  [[nodiscard]] std::uint16_t port() const { return serving_->port(); }
  [[nodiscard]] const std::string& collection() const { return collection_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  Somebody administrator() { return {port(), Somebody::token(administrator_token_)}; }

  /// Adds an officer and gives the token.
  std::string enrol(const std::string& name, const std::string& role) {
    auto lea = administrator();
    const auto added =
        lea.ask("POST", "/v1/officers", fmt::format(R"({{"name":"{}","roles":["{}"]}})", name, role));
    EXPECT_EQ(added.status, 200) << added.text;
    return Somebody::token(lea.ask("POST", "/v1/officers/" + name + "/tokens", "{}").at("token"));
  }

 private:
  void start(bool create) {
    store::sqlite::Options options;
    options.directory = (folder_ / "store").string();
    options.create = create;
    auto opened = store::sqlite::open(options);
    if (!opened) throw std::runtime_error(opened.error().text());
    store_ = std::move(*opened);
    node_ = std::make_unique<node::Node>(*store_, base::system_now, node::Limits{}, "A service");
    node_->backup_folder = (folder_ / "backups").string();
    wire::Settings settings;
    settings.listen = certificates_.listen();
    settings.workers = 4;
    auto serving = wire::Serving::start(*node_, settings);
    if (!serving) throw std::runtime_error(serving.error().text());
    serving_ = std::move(*serving);
  }
  void stop() {
    serving_.reset();
    node_.reset();
    store_.reset();
  }

  std::filesystem::path folder_;
  wire::http::testing::CertificateFolder certificates_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<node::Node> node_;
  std::unique_ptr<wire::Serving> serving_;
  std::string administrator_token_;
  std::string collection_;
};

/// An invented campaign.
inline std::string campaign(int number, const std::string& name,
                            const std::string& modified = "2026-04-01T00:00:00.000Z") {
  return fmt::format(
      R"({{"type":"campaign","spec_version":"2.1","id":"campaign--00000000-0000-4000-8000-{:012}",)"
      R"("created":"2026-04-01T00:00:00.000Z","modified":"{}","name":"{}"}})",
      number, modified, name);
}

inline std::string campaign_id(int number) {
  return fmt::format("campaign--00000000-0000-4000-8000-{:012}", number);
}

}  // namespace tansiq::scenarios
