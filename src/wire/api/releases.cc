// Releasing records to partners.

#include "node/acts/release.h"
#include "wire/api/answer.h"
#include "wire/api/input.h"
#include "wire/api/render.h"
#include "wire/api/render_releases.h"

namespace tansiq::wire::api {
namespace {

namespace json = boost::json;
using base::fail;

std::vector<std::int64_t> numbers_in(const json::object& body, std::string_view name) {
  std::vector<std::int64_t> numbers;
  const auto* value = body.if_contains(name);
  if (value == nullptr || !value->is_array()) return numbers;
  for (const auto& item : value->get_array())
    if (item.is_int64()) numbers.push_back(item.get_int64());
  return numbers;
}

Result<http::Response> release(const Context& context, const node::Actor& actor, const Call& call) {
  if (auto checked = check_media(call); !checked) return fail(checked);
  const auto body = body_of(call);
  if (!body) return fail(body);
  const auto added_after = time_in(*body, "added_after");
  if (!added_after) return fail(added_after);
  node::acts::ReleaseOrder order;
  order.records.ids = list_in(*body, "ids");
  order.records.version = text_in(*body, "version");
  order.records.collection = text_in(*body, "collection");
  order.records.all = flag_in(*body, "all");
  order.records.types = list_in(*body, "types");
  order.records.added_after = *added_after;
  order.records.imports = numbers_in(*body, "imports");
  order.addressees = {list_in(*body, "to"), text_in(*body, "cell")};
  order.cut = list_in(*body, "cut");
  order.reason = text_in(*body, "reason");
  order.dry_run = flag_in(*body, "dry_run");
  const auto done = node::acts::release(context.node, actor, order);
  if (!done) return fail(done);
  return json_answer(released(*done, order.dry_run));
}

}  // namespace

void add_release_routes(const Context& context, std::vector<Route>& routes) {
  routes.push_back({"POST",
                    "/v1/releases",
                    "release",
                    "Releases records to partners, each as far as the decision about it lets it go.",
                    {},
                    "ReleaseOrder",
                    {{200, "what came of each record and partner", "Released"}},
                    handler(context, release)});
}

}  // namespace tansiq::wire::api
