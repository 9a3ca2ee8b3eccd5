#include "node/held.h"

#include <fmt/format.h>
#include <utility>

namespace tansiq::node {

using base::fail;
using base::Fault;

HeldRecord held(const store::RecordView& view) {
  return {view.number,
          std::string(view.id),
          std::string(view.type),
          std::string(view.version),
          view.spec,
          view.added,
          view.act,
          view.handling,
          std::string(view.bytes)};
}

Result<store::VersionMatch> match_of(std::string_view version) {
  if (version.empty() || version == "last") return store::VersionMatch{};
  if (!base::parse_time(version))
    return fail(Fault::invalid, fmt::format("'{}' is no version", version), "version",
                "last, or a timestamp such as 2026-05-01T10:00:00.000Z");
  return store::VersionMatch{.first = false, .last = false, .all = false, .exact = {std::string(version)}};
}

Result<std::optional<HeldRecord>> load(store::Reader& reader, std::int64_t collection, std::string_view id,
                                       const store::VersionMatch& version, bool with_bytes) {
  store::Filter filter;
  filter.ids = {std::string(id)};
  filter.versions = version;
  filter.limit = 1;
  filter.with_bytes = with_bytes;
  std::optional<HeldRecord> found;
  const auto more = reader.visit(collection, filter, [&](const store::RecordView& view) {
    found = held(view);
    return true;
  });
  if (!more) return fail(more);
  return found;
}

Result<std::vector<HeldRecord>> load_versions(store::Reader& reader, std::int64_t collection,
                                              std::string_view id, std::size_t most) {
  store::Filter filter;
  filter.ids = {std::string(id)};
  filter.versions = {.first = false, .last = false, .all = true, .exact = {}};
  filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
  filter.limit = most;
  filter.with_bytes = false;
  std::vector<HeldRecord> versions;
  const auto more = reader.visit(collection, filter, [&](const store::RecordView& view) {
    versions.push_back(held(view));
    return true;
  });
  if (!more) return fail(more);
  return versions;
}

tl::unexpected<base::Error> not_held(std::string_view id) {
  return fail(Fault::not_found, fmt::format("no record of {} is held", id), "id");
}

}  // namespace tansiq::node
