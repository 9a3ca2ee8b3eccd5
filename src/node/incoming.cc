#include "node/incoming.h"

#include <fmt/format.h>

namespace tansiq::node {

using base::fail;
using base::Fault;

namespace {

/// Longest message that a submission keeps of one failure, in bytes.
constexpr std::size_t most_message_bytes = 2000;

}  // namespace

stix::Reader& reader_of_this_thread() {
  thread_local stix::Reader reader;
  return reader;
}

stix::Limits limits_of(const Node& node) {
  stix::Limits limits;
  limits.bytes = node.limits.body_bytes;
  limits.objects = node.limits.objects_per_envelope;
  limits.object_bytes = node.limits.body_bytes;
  limits.depth = node.limits.nesting;
  return limits;
}

Result<> check_size(const Node& node, std::string_view content) {
  if (content.size() > node.limits.body_bytes)
    return fail(Fault::too_large,
                fmt::format("{} bytes are more than {}", content.size(), node.limits.body_bytes));
  return {};
}

Result<stix::Content> read_envelope(const Node& node, std::string_view content) {
  if (auto fits = check_size(node, content); !fits) return fail(fits);
  auto read = reader_of_this_thread().read(content, limits_of(node));
  if (read && read->wrapping != stix::Wrapping::envelope)
    return fail(Fault::unsupported, "this is no TAXII envelope", {},
                R"(send {"objects": [...]}, each object as STIX)");
  return read;
}

std::string message_of(const stix::Rejected& rejected) {
  std::string message;
  for (const auto& problem : rejected.problems) {
    if (problem.warning) continue;
    if (!message.empty()) message += "\n";
    message += problem.text();
    if (message.size() > most_message_bytes) break;
  }
  return message;
}

}  // namespace tansiq::node
