#pragma once

#include "stix/tables/tables.h"
#include "stix/tables/vocabularies.h"

/// The properties that many types share (STIX 2.1 section 3.2) and the structures that many properties hold.
namespace tansiq::stix::tables {

inline constexpr Refs any_object{"any object"};
inline constexpr Refs identity_only{.said = "an identity", .types = {"identity"}, .advice = true};
inline constexpr Refs marking_only{"a marking-definition", {"marking-definition"}};
inline constexpr Refs observable_only{.said = "a cyber-observable object", .any_observable = true};
inline constexpr Refs software_only{"a software object", {"software"}};

inline constexpr std::array seen_in_order = {Rule{Law::not_before, {"first_seen", "last_seen"}}};

inline constexpr auto external_reference_rows =
    rows(std::array{must(text("source_name")), text("description"), text("url", Form::url), hashes("hashes"),
                    text("external_id")});
inline constexpr std::array external_reference_rules = {
    Rule{Law::at_least_one, {"description", "url", "external_id"}}, Rule{Law::external_reference}};
inline constexpr Structure external_reference{"external reference", external_reference_rows,
                                              external_reference_rules};

inline constexpr auto kill_chain_phase_rows = rows(
    std::array{must(text("kill_chain_name", Form::lower_case)), must(text("phase_name", Form::lower_case))});
inline constexpr Structure kill_chain_phase{"kill chain phase", kill_chain_phase_rows, {}};

inline constexpr auto granular_marking_rows =
    rows(std::array{must(list(text("selectors", Form::selector))), text("lang", Form::language),
                    ref("marking_ref", marking_only)});
inline constexpr std::array granular_marking_rules = {Rule{Law::exactly_one, {"lang", "marking_ref"}}};
inline constexpr Structure granular_marking{"granular marking", granular_marking_rows,
                                            granular_marking_rules};

/// Section 3.2, for domain and relationship objects.
inline constexpr std::array domain_common = {
    must(text("type", Form::type_name)),
    must(word("spec_version", spec_version)),
    must(ref("id", any_object)),
    ref("created_by_ref", identity_only),
    must(holds("created", Holds::precise_time)),
    must(holds("modified", Holds::precise_time)),
    flag("revoked"),
    list(text("labels")),
    integer("confidence", 0, 100),
    text("lang", Form::language),
    list(part("external_references", external_reference)),
    list(ref("object_marking_refs", marking_only)),
    list(part("granular_markings", granular_marking)),
    holds("extensions", Holds::extensions),
};

/// Section 3.2, for cyber-observable objects; `extensions` may contribute to an identifier and is a row of
/// each type.
inline constexpr std::array observable_common = {
    must(text("type", Form::type_name)),
    word("spec_version", spec_version),
    must(ref("id", any_object)),
    list(ref("object_marking_refs", marking_only)),
    list(part("granular_markings", granular_marking)),
    flag("defanged"),
};

inline constexpr Property observable_extensions = [] {
  Property property = holds("extensions", Holds::extensions);
  property.common = true;
  return property;
}();

}  // namespace tansiq::stix::tables
