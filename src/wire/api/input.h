#pragma once

/// Reading what a request says, against what its route says it may.

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handling/handling.h"
#include "node/node.h"
#include "wire/route.h"

namespace tansiq::wire::api {

/// The query of a request. Everything but check() trusts that check() went well.
class Input {
 public:
  explicit Input(const Call& call) : call_(call) {}

  /// Whether the query has only parameters of the route, each once unless it is a list, of the right type,
  /// and all that are required. Fault::invalid names the parameter: a filter that is silently dropped shows
  /// too much.
  [[nodiscard]] base::Result<> check() const;

  [[nodiscard]] bool has(std::string_view name) const;
  /// Empty where it is not given.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const { return text(name) == "true"; }
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  /// All values of a list, which may be repeated and separated by commas.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  [[nodiscard]] base::Result<std::optional<base::Time>> time(std::string_view name) const;
  /// A page size between 1 and `most`.
  [[nodiscard]] base::Result<std::size_t> limit(std::size_t otherwise, std::size_t most) const;

  /// The whole query but `next`, as the journal keeps it.
  [[nodiscard]] std::string described() const;

 private:
  const Call& call_;
};

/// Whether the request's Content-Type is one of those of the route's body; none at all passes.
/// Fault::unsupported.
base::Result<> check_media(const Call& call);

/// The media type of the request's body in lower case, without parameters; empty where it does not say.
std::string media_of(const http::Request& request);

/// The body as a JSON object that has the members that the route's body says, and no others. An empty body is
/// an empty object.
base::Result<boost::json::object> body_of(const Call& call);

// Members of a body that body_of() has checked.
std::string text_in(const boost::json::object& body, std::string_view name);
bool flag_in(const boost::json::object& body, std::string_view name);
std::vector<std::string> list_in(const boost::json::object& body, std::string_view name);
base::Result<std::optional<base::Time>> time_in(const boost::json::object& body, std::string_view name);
base::Result<std::vector<node::Role>> roles_in(const boost::json::object& body, std::string_view name);

/// The parameters of a handling profile, and what they say. Where they say anything, purpose and legal basis
/// of the act stand in for those that the profile leaves out.
std::vector<Parameter> profile_parameters();
base::Result<std::optional<handling::Handling>> profile_in(const Input& input, const node::Actor& actor);

}  // namespace tansiq::wire::api
