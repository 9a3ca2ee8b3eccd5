#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http.h"
#include "json.h"
#include "objects.h"
#include "report.h"

namespace tansiq::conformance {

/// What the person who runs the suite knows of the server.
struct Options {
  std::string url;  ///< scheme, host and port: "https://127.0.0.1:8443"
  Trust trust;
  std::string api_root;  ///< path of the root to try; empty: the one that discovery names first
  std::string
      collection;  ///< id of a collection that the login may read and write; empty: the first such one
  std::optional<Login> login;
  std::optional<Login> limited;      ///< another account of the server, which may not see `collection`
  std::string no_read_collection;    ///< a collection that `login` may only write
  std::string no_write_collection;   ///< one that it may only read
  std::string no_access_collection;  ///< one that exists and that it may neither read nor write
  std::string restart_command;       ///< shell command that restarts the server and returns once it serves
  bool clean = false;                ///< delete what was stored, at the end
};

/// One answer of a listing endpoint, taken apart.
struct Page {
  Answer answer;
  std::vector<json::object> objects;  ///< of the envelope, or records of the manifest
  bool more = false;
  std::string next;
  std::string first;  ///< X-TAXII-Date-Added-First; empty when absent
  std::string last;

  [[nodiscard]] bool ok() const { return answer.status == 200; }
  /// "id version" of every element; a manifest record's version is its own, an object's its `modified` or
  /// `created`.
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] std::vector<std::string> ids() const;
};

/// What a check works with: the server's places, connections for each kind of caller, and short ways to post
/// and read.
///
/// One Suite serves one run. Its own connection belongs to the thread that runs the checks; other threads
/// take connections of their own from `client()`.
class Suite {
 public:
  explicit Suite(Options options);

  /// Finds the API root and the collection. An answer in words when there is nothing to test.
  std::optional<std::string> discover();

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] bool secure() const { return options_.url.starts_with("https://"); }
  [[nodiscard]] const Journal& journal() const { return journal_; }

  // Places; all end in a slash.
  [[nodiscard]] const std::string& root() const { return root_; }  ///< "/api1/"
  [[nodiscard]] std::string collections() const { return root_ + "collections/"; }
  [[nodiscard]] const std::string& collection_id() const { return collection_id_; }
  [[nodiscard]] std::string collection() const { return collection(collection_id_); }
  [[nodiscard]] std::string collection(const std::string& id) const { return collections() + id + "/"; }
  [[nodiscard]] std::string objects() const { return collection() + "objects/"; }
  [[nodiscard]] std::string manifest() const { return collection() + "manifest/"; }
  [[nodiscard]] std::string object(const std::string& id) const { return objects() + id + "/"; }
  [[nodiscard]] std::string versions(const std::string& id) const { return object(id) + "versions/"; }
  [[nodiscard]] std::string status(const std::string& id) const { return root_ + "status/" + id + "/"; }

  // Callers.
  Client& http() { return main_; }
  [[nodiscard]] Client client();                            ///< the same login, another connection
  [[nodiscard]] Client client(std::optional<Login> login);  ///< another login; nothing: a stranger

  // Reading.
  Answer get(const std::string& path, const Headers& query = {});
  Page page(const std::string& path, const Headers& query = {});
  static Page page(Client& client, const std::string& target);

  // Writing.
  static Request post_request(const std::string& target, std::string body);
  Answer post(const std::vector<json::object>& objects);
  Answer remove(const std::string& path, const Headers& query = {});

  /// Posts and waits until the status is complete with nothing failed; notes a finding and answers false
  /// otherwise.
  bool store(Outcome& outcome, const std::vector<json::object>& objects);

  /// Polls until the status resource in `posted` is complete; its last form, or nothing after some seconds.
  std::optional<json::object> settled(Client& client, const Answer& posted);

  /// The date_added of the newest record, to start short walks from; stores one object to get it. Empty on
  /// failure.
  std::string mark(Outcome& outcome);

  /// The id of an object that this run stored, the same at each call. Empty on failure.
  std::string sample(Outcome& outcome);

  /// One target of each kind of endpoint that answers a GET with a body, the collection's own last.
  std::vector<std::string> endpoints(Outcome& outcome);

  /// Ids that were stored in this run.
  [[nodiscard]] const std::vector<std::string>& stored() const { return stored_; }
  void remember(const std::vector<json::object>& objects);

  /// Deletes what this run stored.
  void clean();

  /// The first status that this run got, for the checks that look again later.
  [[nodiscard]] const std::optional<json::object>& first_status() const { return first_status_; }

 private:
  Options options_;
  Journal journal_;
  Client main_;
  std::string root_;
  std::string collection_id_;
  std::vector<std::string> stored_;
  std::optional<json::object> first_status_;
  std::string sample_;
};

/// Takes a listing's answer apart; an answer that is not such a listing gives an empty page.
Page as_page(Answer answer);

/// `path` of an absolute or host-relative URL on the server `url`, always with a slash at the end. Empty when
/// it names another host.
std::string path_on(const std::string& server, const std::string& url);

/// A timestamp as TAXII 2.1 §2 wants it: RFC 3339 in UTC with `Z` and six fraction digits.
bool is_taxii_timestamp(std::string_view text);

/// An RFC 3339 UTC timestamp with any number of fraction digits, as STIX has them.
bool is_stix_timestamp(std::string_view text);

bool is_uuid4(std::string_view text);

/// Elements sorted; for comparing as sets.
std::vector<std::string> sorted(std::vector<std::string> list);

/// "a, b, c, ... (57)": a list short enough for a report.
std::string shown(const std::vector<std::string>& list);

}  // namespace tansiq::conformance
