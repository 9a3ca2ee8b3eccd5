#pragma once

/// Reading objects that somebody sends, within the node's limits.

#include <string>
#include <string_view>

#include "node/node.h"
#include "stix/stix.h"

namespace tansiq::node {

/// A reader keeps its buffers, so each thread that takes objects has one.
stix::Reader& reader_of_this_thread();

stix::Limits limits_of(const Node& node);

/// Fault::too_large.
Result<> check_size(const Node& node, std::string_view content);

/// Reads a TAXII envelope; anything else is Fault::unsupported. Wrong objects come back as rejected.
Result<stix::Content> read_envelope(const Node& node, std::string_view content);

/// Why an object was refused, as a submission keeps it.
std::string message_of(const stix::Rejected& rejected);

}  // namespace tansiq::node
