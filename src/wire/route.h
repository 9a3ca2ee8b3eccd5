#pragma once

/// Routes as data: what the server answers, said once. The same table finds the handler of a request, tells
/// which methods a path has, labels the metrics, and is written out as OpenAPI.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.h"
#include "wire/http/http.h"

namespace tansiq::wire {

/// Something that a request may carry besides its body.
struct Parameter {
  enum class In { path, query, header };
  std::string name;
  In in = In::query;
  std::string summary;
  std::string type = "string";  ///< JSON Schema's: "string", "integer", "boolean"
  bool required = false;        ///< always true in OpenAPI for In::path
};

/// One status that a route answers with.
struct Answer {
  int status = 200;
  std::string summary;
  std::string schema = {};  ///< name of a schema; empty where there is no body
};

struct Route;

/// A request that found its route, with the decoded values of the pattern's parameters.
struct Call {
  const http::Request& request;
  const Route& route;
  std::vector<std::pair<std::string_view, std::string>> captured;

  /// The value of a pattern's parameter; empty where the pattern has none of that name.
  [[nodiscard]] const std::string& at(std::string_view name) const;
};

/// One line of the table.
struct Route {
  std::string method;     ///< "GET" answers HEAD as well
  std::string pattern;    ///< "/v1/records/{id}/"; a parameter is one whole, non-empty segment
  std::string operation;  ///< OpenAPI's operationId; unique over all groups
  std::string summary;
  std::vector<Parameter> parameters = {};  ///< those of the pattern may be left out
  std::string body = {};                   ///< name of the schema of the request's body; empty: none
  std::vector<Answer> answers = {};
  std::function<http::Response(const Call&)> handler;
};

/// Routes below one prefix, which share the form of their errors.
struct Group {
  std::string prefix;  ///< "/v1/"; the longest matching prefix answers for a path
  std::vector<Route> routes;
  /// Renders an error that stands before or outside any handler: 404, 405, and what the server itself
  /// refuses (400, 408, 413, 431, 503).
  std::function<http::Response(int status, const base::Error&)> refuse;
};

/// Finds the route of a request. Immutable, so any thread may use it. A path that only lacks (or has) a slash
/// at its end is redirected (308) to the pattern as it is written.
class Router {
 public:
  /// Every route must stand below its group's prefix; two must not have the same method and pattern
  /// (asserted).
  explicit Router(std::vector<Group> groups);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  struct Outcome {
    http::Response response;
    const Route* route = nullptr;  ///< nothing where no route matched
  };

  /// Runs the handler of the route that matches; else answers 404, 405 with Allow, or 308. O(routes).
  [[nodiscard]] Outcome answer(const http::Request& request) const;

  /// Renders a refusal in the form of the group that the path belongs to; plain text outside all groups.
  [[nodiscard]] http::Response refuse(std::string_view path, int status, const base::Error& error) const;

  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }

 private:
  struct Compiled {
    const Group* group;
    const Route* route;
    std::vector<std::string> segments;
    bool slash;  // whether the pattern ends with one
  };

  [[nodiscard]] const Group* group_of(std::string_view path) const;

  std::vector<Group> groups_;
  std::vector<Compiled> compiled_;
};

/// The HTTP status that a fault is answered with.
int status_of(base::Fault fault);

}  // namespace tansiq::wire
