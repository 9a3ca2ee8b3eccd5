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
                                       const store::VersionMatch& version, bool with_bytes,
                                       const store::ReviewMatch& review) {
  store::Filter filter;
  filter.ids = {std::string(id)};
  filter.versions = version;
  filter.review = review;
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
                                              std::string_view id, std::size_t most,
                                              const store::ReviewMatch& review) {
  store::Filter filter;
  filter.ids = {std::string(id)};
  filter.versions = {.first = false, .last = false, .all = true, .exact = {}};
  filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
  filter.review = review;
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

Result<std::vector<store::Conflict>> without_hidden(store::Reader& reader, std::int64_t collection,
                                                    std::vector<store::Conflict> conflicts, Time now) {
  std::vector<store::Conflict> kept;
  for (auto& conflict : conflicts) {
    store::Filter filter;
    filter.ids = {conflict.id};
    filter.versions = {.first = false, .last = false, .all = false, .exact = {conflict.version}};
    filter.specs = {stix::Spec::v2_0, stix::Spec::v2_1};
    filter.review = {store::ReviewMatch::Which::past, now};
    filter.with_bytes = false;
    bool is_hidden = false;
    const auto more = reader.visit(collection, filter, [&](const store::RecordView& view) {
      is_hidden = is_hidden || view.originator == conflict.originator;
      return true;
    });
    if (!more) return fail(more);
    if (!is_hidden) kept.push_back(std::move(conflict));
  }
  return kept;
}

tl::unexpected<base::Error> not_held(std::string_view id) {
  return fail(Fault::not_found, fmt::format("no record of {} is held", id), "id");
}

base::Error why_not_found(store::Reader& reader, std::int64_t collection, std::string_view id,
                          const store::VersionMatch& version) {
  const auto hidden = load(reader, collection, id, version, false);
  if (!hidden) return hidden.error();
  if (!hidden->has_value()) return not_held(id).value();
  return {Fault::not_found, fmt::format("{} is past its review date and hidden", id), "id",
          "an analyst or a releasing officer renews it with a later review date, or erases it"};
}

}  // namespace tansiq::node
