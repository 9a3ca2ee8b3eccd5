#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "json.h"
#include "suite.h"
#include "tiny_http.h"

namespace tansiq::conformance {

/// A TAXII 2.1 server in memory that does right by every item of the list, but for the one that it is told to
/// break.
///
/// The self-test runs each check against it twice: it must pass on the right server and fail on the broken
/// one.
class TinyTaxii {
 public:
  /// `broken` is the number of the item to do wrong; 0 for none.
  explicit TinyTaxii(int broken);

  /// How the suite is to be called for this server.
  [[nodiscard]] Options options() const;

 private:
  struct Record {
    json::object object;
    std::string id;
    std::string type;
    std::string version;
    std::string spec;
    std::uint64_t date = 0;  ///< microseconds
    std::chrono::steady_clock::time_point stored = std::chrono::steady_clock::now();
  };
  struct Collection {
    std::string id;
    std::string alias;
    bool read = false;
    bool write = false;
    std::vector<Record> records;
  };
  struct Call {
    const TinyRequest* request = nullptr;
    std::string user;  ///< empty: a stranger
    std::string path;
    std::multimap<std::string, std::string> query;
    std::string collection;
    std::string object;
  };
  /// The query of a listing, or the reason why it is refused.
  struct Filter {
    std::string wrong;
    std::string added_after;
    std::size_t limit = 1000;
    std::uint64_t after = 0;  ///< where a token goes on
    std::map<std::string, std::vector<std::string>> match;
    std::string fingerprint;  ///< all that a token is bound to
  };

  [[nodiscard]] bool breaks(int item) const { return broken_ == item; }

  TinyResponse answer(const TinyRequest& request);
  TinyResponse route(Call& call);
  TinyResponse in_collection(Call& call, Collection& collection, const std::vector<std::string>& steps);
  TinyResponse discovery() const;
  TinyResponse root() const;
  TinyResponse collections(const Call& call);
  TinyResponse post(const Call& call, Collection& collection);
  TinyResponse listing(const Call& call, Collection& collection, const std::string& what);
  TinyResponse versions(const Call& call, Collection& collection);
  TinyResponse remove(const Call& call, Collection& collection);
  TinyResponse status(const Call& call, const std::string& id);

  TinyResponse error(int status, const std::string& title, const std::string& detail = {}) const;
  static TinyResponse ok(json::object body);

  [[nodiscard]] std::string user_of(const TinyRequest& request) const;
  [[nodiscard]] bool acceptable(const TinyRequest& request, bool manifest) const;
  [[nodiscard]] bool is_taxii_body(const std::string& content_type) const;
  [[nodiscard]] Filter filter_of(const Call& call, const std::string& what) const;
  [[nodiscard]] bool matches(const Record& record, const Filter& filter) const;
  [[nodiscard]] std::vector<const Record*> chosen(const Collection& collection, const Filter& filter) const;
  [[nodiscard]] json::object entry(const Collection& collection) const;
  [[nodiscard]] std::vector<const Record*> of_versions(std::vector<const Record*> forms,
                                                       const Filter& filter) const;
  void add(Collection& collection, json::object object, std::uint64_t date);
  std::uint64_t next_date();
  [[nodiscard]] std::string token(std::uint64_t date, const Filter& filter) const;
  [[nodiscard]] static std::string problem_of(const json::object& object);

  int broken_;
  std::recursive_mutex lock_;
  std::vector<Collection> collections_;
  std::map<std::string, json::object> statuses_;
  mutable std::set<std::string> used_tokens_;
  std::uint64_t last_date_ = 0;
  std::atomic<std::uint64_t> calls_{0};
  TinyHttp http_;  // last: it answers as soon as it stands
};

/// The parts between marks; one part, perhaps empty, when there is no mark.
std::vector<std::string> split(std::string_view text, char mark);

/// "2024-01-02T03:04:05.000006Z" of microseconds since 1970.
std::string timestamp(std::uint64_t microseconds);

}  // namespace tansiq::conformance
