#pragma once

/// /v1: what officers do with the records of their node, and administrators with the node.
///
/// A route parses, calls one act of `node`, and renders what came of it. The routes are one table; the server
/// finds handlers by it, and the OpenAPI document at /v1/openapi.json is written from it and from the table
/// of bodies in schema.h.

#include <string>

#include "node/node.h"
#include "wire/cursor.h"
#include "wire/route.h"

namespace tansiq::wire::api {

/// The routes of /v1. `node` and `cursors` must outlive them.
Group routes(node::Node& node, const Cursors& cursors);

/// The OpenAPI 3.1 document of a group of routes that speaks in the bodies of schema.h.
std::string openapi(const Group& group, std::string_view title);

}  // namespace tansiq::wire::api
