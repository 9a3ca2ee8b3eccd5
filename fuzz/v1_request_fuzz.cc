// Bodies and queries of /v1: the first line is the query of listing records, the rest the body of adding an
// account.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wire/api/input.h"
#include "wire/api/schema.h"

namespace {

using tansiq::wire::Call;
using tansiq::wire::Parameter;
using tansiq::wire::Route;
namespace api = tansiq::wire::api;

const Route& route() {
  static const Route route = [] {
    Route made;
    made.body = "NewAccount";
    made.parameters = api::profile_parameters();
    made.parameters.push_back({"limit", Parameter::In::query, "", "integer"});
    made.parameters.push_back({"dry_run", Parameter::In::query, "", "boolean"});
    made.parameters.push_back({"added_after", Parameter::In::query, ""});
    return made;
  }();
  return route;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.substr(0, text.find('\n'));
  tansiq::wire::http::Request request;
  request.body = text.substr(line.size());
  for (std::string_view rest = line; !rest.empty();) {
    const auto pair = rest.substr(0, rest.find('&'));
    const auto equals = pair.find('=');
    request.query.emplace_back(pair.substr(0, equals),
                               equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
  }
  const Call call{request, route(), {}};
  const api::Input input(call);
  if (input.check()) {
    (void)input.time("added_after");
    if (const auto limit = input.limit(100, 1000); limit && (*limit < 1 || *limit > 1000)) std::abort();
    const auto profile = api::profile_in(input, {});
    if (profile && *profile && tansiq::handling::normal(**profile) != **profile) std::abort();
  }
  if (const auto body = api::body_of(call)) {
    if (api::text_in(*body, "name").empty() && !body->contains("name")) std::abort();  // it is required
    (void)api::time_in(*body, "expires");
    (void)api::list_in(*body, "grants");
  }
  return 0;
}
