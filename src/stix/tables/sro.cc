#include "stix/tables/groups.h"

// The two relationship objects (STIX 2.1 section 5).

namespace tansiq::stix::tables {
namespace {

constexpr std::array<std::string_view, 6> no_ends = {
    "relationship", "sighting", "bundle", "marking-definition", "language-content", "extension-definition"};
constexpr Refs ends{.said = "a domain object or a cyber-observable object", .types = no_ends, .except = true};
constexpr Refs sighted{.said = "a domain object", .types = no_ends, .except = true, .no_observable = true};
constexpr Refs observed{"an observed-data object", {"observed-data"}};
constexpr Refs where{"an identity or a location", {"identity", "location"}};

constexpr auto relationship =
    with(domain_common, std::array{must(text("relationship_type", Form::slug)), text("description"),
                                   must(ref("source_ref", ends)), must(ref("target_ref", ends)),
                                   time("start_time"), time("stop_time")});
constexpr std::array relationship_rules = {Rule{Law::after, {"start_time", "stop_time"}}};

constexpr auto sighting =
    with(domain_common, std::array{text("description"), time("first_seen"), time("last_seen"),
                                   integer("count", 0, 999'999'999), must(ref("sighting_of_ref", sighted)),
                                   list(ref("observed_data_refs", observed)),
                                   list(ref("where_sighted_refs", where)), flag("summary")});

constexpr std::array types = {
    ObjectType{Group::relationship, {"relationship", relationship, relationship_rules}},
    ObjectType{Group::relationship, {"sighting", sighting, seen_in_order}},
};

}  // namespace

std::span<const ObjectType> relationship_types() {
  return types;
}

}  // namespace tansiq::stix::tables
