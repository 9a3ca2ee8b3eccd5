#include "wire/api/api.h"

#include <memory>

#include "wire/api/answer.h"

namespace tansiq::wire::api {

Group routes(node::Node& node, const Cursors& cursors) {
  const Context context{node, cursors};
  Group group;
  group.prefix = "/v1/";
  group.refuse = [](int status, const base::Error& error) { return refusal(status, error); };
  add_record_routes(context, group.routes);
  add_change_routes(context, group.routes);
  add_journal_routes(context, group.routes);
  add_follow_routes(context, group.routes);
  add_release_routes(context, group.routes);
  add_exchange_routes(context, group.routes);
  add_inbox_routes(context, group.routes);
  add_desk_routes(context, group.routes);
  add_shift_routes(context, group.routes);
  add_onward_routes(context, group.routes);
  add_watch_routes(context, group.routes);
  add_reader_routes(context, group.routes);
  add_name_routes(context, group.routes);
  add_partner_routes(context, group.routes);
  add_cell_routes(context, group.routes);
  add_administration_routes(context, group.routes);

  // The document describes this route too, so it is written when the table is whole.
  const auto document = std::make_shared<std::string>();
  Route own;
  own.method = "GET";
  own.pattern = "/v1/openapi.json";
  own.operation = "openapi";
  own.summary = "This interface as an OpenAPI document. Takes no credentials.";
  own.answers = {{200, "the document", "OpenApi"}};
  own.handler = [document](const Call&) { return json_answer(*document); };
  group.routes.push_back(std::move(own));
  *document = openapi(group, "Tansiq, /v1");
  return group;
}

}  // namespace tansiq::wire::api
