#pragma once

/// The query parameters of TAXII 2.1 (section 3.4), read strictly: what cannot be understood as meant is
/// refused, never dropped, because a filter that is silently dropped shows or deletes too much.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.h"
#include "node/node.h"
#include "wire/cursor.h"

namespace tansiq::wire::taxii {

/// Which parameters an endpoint knows.
enum class Endpoint {
  objects,   ///< and manifest: all of them
  object,    ///< added_after, limit, next, match[version], match[spec_version]
  versions,  ///< added_after, limit, next, match[spec_version]
  removal,   ///< DELETE: match[version], match[spec_version], and nothing else whatever
};

struct Query {
  store::Filter filter;  ///< ids are empty, but for match[id]
  std::string next;      ///< the cursor as sent; empty where there is none
  std::string text;  ///< the filters in one normal form, without limit and next: what a cursor is bound to
};

/// Reads a decoded query. `most` is the page size that a larger or missing limit gives. Fault::invalid names
/// the parameter: a parameter that stands twice, a limit that is not a positive number, a timestamp that is
/// none, "all" beside other versions, an empty value, a match field that belongs to another endpoint. Unknown
/// match fields and unknown parameters are passed over, except for `removal`.
base::Result<Query> read_query(const std::vector<std::pair<std::string, std::string>>& parameters,
                               Endpoint endpoint, std::size_t most);

/// Lets the filter go on where the cursor says. `binding` names the caller and the place; the query's own
/// text is added to it. Fault::invalid where the cursor is not of this walk.
base::Result<> go_on(Query& query, const Cursors& cursors, std::string_view binding);

}  // namespace tansiq::wire::taxii
