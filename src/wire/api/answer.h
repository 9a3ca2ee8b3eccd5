#pragma once

/// How /v1 answers, and what stands before each of its handlers.

#include <functional>
#include <string>
#include <vector>

#include "node/node.h"
#include "wire/cursor.h"
#include "wire/route.h"

namespace tansiq::wire::api {

using base::Result;

/// What the handlers share.
struct Context {
  node::Node& node;
  const Cursors& cursors;
};

/// An answer of 200 with a JSON body.
http::Response json_answer(std::string json);

/// An answer of 200 with a body of another kind.
http::Response answer(std::string media_type, std::string body);

/// An error as /v1 renders it: {"fault", "what", "where", "hint"}, with the fields that belong to the status.
http::Response refusal(int status, const base::Error& error);
http::Response refusal(const base::Error& error);

/// One act on the wire: somebody is known and the query is one that the route has.
using Act = std::function<Result<http::Response>(const Context&, const node::Actor&, const Call&)>;

/// The handler of a route: finds who asks, checks the query against the route's parameters, calls the act,
/// renders its error.
std::function<http::Response(const Call&)> handler(const Context& context, Act act);

/// A route that answers 200 with a body of this schema, or an error.
Route route_of(const Context& context, const char* method, const char* pattern, const char* operation,
               const char* summary, std::vector<Parameter> parameters, const char* body, const char* schema,
               Act act);

/// Names the caller, the path and the filters of a request, for a cursor to be bound to.
std::string binding_of(const node::Actor& actor, const Call& call);

// The routes by subject; each adds its own to the table.
void add_record_routes(const Context& context, std::vector<Route>& routes);
void add_change_routes(const Context& context, std::vector<Route>& routes);
void add_journal_routes(const Context& context, std::vector<Route>& routes);
void add_follow_routes(const Context& context, std::vector<Route>& routes);
void add_release_routes(const Context& context, std::vector<Route>& routes);
void add_exchange_routes(const Context& context, std::vector<Route>& routes);
void add_desk_routes(const Context& context, std::vector<Route>& routes);
void add_shift_routes(const Context& context, std::vector<Route>& routes);
void add_onward_routes(const Context& context, std::vector<Route>& routes);
void add_watch_routes(const Context& context, std::vector<Route>& routes);
void add_reader_routes(const Context& context, std::vector<Route>& routes);
void add_inbox_routes(const Context& context, std::vector<Route>& routes);
void add_name_routes(const Context& context, std::vector<Route>& routes);
void add_partner_routes(const Context& context, std::vector<Route>& routes);
void add_cell_routes(const Context& context, std::vector<Route>& routes);
void add_administration_routes(const Context& context, std::vector<Route>& routes);

}  // namespace tansiq::wire::api
