#pragma once

/// Who sends a request, and why.

#include "node/node.h"
#include "wire/http/http.h"

namespace tansiq::wire {

/// Finds the actor behind a request by its Authorization field: "Basic" (RFC 7617, UTF-8) or "Bearer"
/// (RFC 6750). An officer says why in the fields Tansiq-Purpose, Tansiq-Basis and Tansiq-Case, each
/// percent-encoded UTF-8; an account's standing purpose holds whatever these say. Fault::unauthenticated
/// where nobody is known by the credentials, or there are none; Fault::invalid where a field is not
/// decodable.
base::Result<node::Actor> caller_of(node::Node& node, const http::Request& request);

/// The value of WWW-Authenticate that goes with 401: one challenge for each scheme.
inline constexpr std::string_view challenges =
    R"(Basic realm="tansiq", charset="UTF-8", Bearer realm="tansiq")";

}  // namespace tansiq::wire
