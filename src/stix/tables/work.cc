#include "stix/tables/groups.h"

// The cell's own work (docs/records.md): roots, and the answers that point at them. Every answer names what
// it answers (a reference to the root, and in asked_by_ref the service whose root it is, since two services
// may hold the same foreign id), the service that answers, and its own status, so that nothing said in an
// exercise can count for something real. The types of other kinds of work go here too.

namespace tansiq::stix::tables {
namespace {

constexpr std::string_view warning_key = "extension-definition--76cdc44c-add0-40b4-8434-c604a01cfabe";
constexpr std::string_view acknowledgement_key = "extension-definition--10255d39-3cdf-4ba3-aaf1-2718ab4e55da";
constexpr std::string_view outcome_key = "extension-definition--21f339ee-8438-4b56-ab3f-4b5f100325d7";

constexpr Refs service{"the identity of a service", {"identity"}};
constexpr Refs location{"a location", {"location"}};
constexpr Refs warning_only{"a threat-warning", {"threat-warning"}};
constexpr Refs outcome_only{"an outcome-report", {"outcome-report"}};

constexpr Property status = must(word("status", message_status));

constexpr auto target_rows =
    rows(std::array{word("kind", target_kind), text("name"), ref("location_ref", location)});
constexpr std::array target_rules = {Rule{Law::at_least_one, {"kind", "name", "location_ref"}}};
constexpr Structure target{"target", target_rows, target_rules};

constexpr auto window_rows = rows(std::array{text("words"), text("lang", Form::language), text("read_by"),
                                             time("not_before"), time("not_after")});
constexpr std::array window_rules = {
    Rule{Law::at_least_one, {"words", "not_before", "not_after"}}, Rule{Law::needs, {"lang", "words"}},
    Rule{Law::needs, {"read_by", "words"}}, Rule{Law::not_before, {"not_before", "not_after"}}};
constexpr Structure window{"window", window_rows, window_rules};

constexpr auto area_rows =
    rows(std::array{text("name"), ref("location_ref", location), text("country", Form::country),
                    number("latitude", -90, 90), number("longitude", -180, 180), number("radius_km", 0)});
constexpr std::array area_rules = {Rule{Law::at_least_one, {"name", "location_ref", "country", "latitude"}},
                                   Rule{Law::together, {"latitude", "longitude"}},
                                   Rule{Law::needs, {"radius_km", "latitude"}}};
constexpr Structure area{"area", area_rows, area_rules};

constexpr auto warning = with(domain_common, std::array{must(text("name")),
                                                        text("description"),
                                                        status,
                                                        must(word("message_type", message_type)),
                                                        must(list(ref("addressed_refs", service))),
                                                        must(time("acknowledge_by")),
                                                        time("acknowledge_since"),
                                                        time("report_by"),
                                                        time("expires"),
                                                        word("urgency", urgency),
                                                        word("severity", severity),
                                                        word("certainty", certainty),
                                                        text("grade", Form::admiralty),
                                                        list(part("targets", target)),
                                                        text("method"),
                                                        part("window", window),
                                                        list(part("areas", area)),
                                                        list(word("responses", response)),
                                                        text("instruction"),
                                                        list(ref("object_refs", any_object)),
                                                        list(ref("supersedes_refs", warning_only))});

constexpr auto acknowledgement =
    with(domain_common, std::array{must(ref("warning_ref", warning_only)), must(time("warning_modified")),
                                   must(ref("asked_by_ref", service)), must(ref("service_ref", service)),
                                   must(text("officer")), must(word("action", acknowledgement_action)),
                                   status, text("note")});

constexpr auto contribution_rows = rows(
    std::array{must(ref("service_ref", service)), text("description"), list(ref("object_refs", any_object))});
constexpr Structure contribution{"contribution", contribution_rows, {}};

/// What a report is about stands in report_on and not in which reference is there: a copy from which the
/// warning was cut must not read as one of an attack that nobody warned of.
constexpr auto outcome_report = with(domain_common, std::array{must(text("name")),
                                                               text("description"),
                                                               must(word("report_on", report_on)),
                                                               must(word("outcome", outcome)),
                                                               must(ref("service_ref", service)),
                                                               must(text("officer")),
                                                               status,
                                                               ref("warning_ref", warning_only),
                                                               ref("review_of_ref", outcome_only),
                                                               ref("asked_by_ref", service),
                                                               list(ref("addressed_refs", service)),
                                                               time("report_by"),
                                                               time("not_before"),
                                                               time("not_after"),
                                                               text("place"),
                                                               ref("place_ref", location),
                                                               integer("killed", 0),
                                                               integer("injured", 0),
                                                               list(text("measures")),
                                                               list(part("contributions", contribution)),
                                                               list(ref("object_refs", any_object))});
constexpr std::array outcome_rules = {
    Rule{Law::at_most_one, {"warning_ref", "review_of_ref"}},
    Rule{Law::needs, {"warning_ref", "asked_by_ref"}}, Rule{Law::needs, {"review_of_ref", "asked_by_ref"}},
    Rule{Law::needs, {"report_by", "addressed_refs"}}, Rule{Law::not_before, {"not_before", "not_after"}}};

constexpr auto declares_type = rows(std::array{must(word("extension_type", new_domain_type))});

constexpr std::array types = {
    ObjectType{Group::domain, {"acknowledgement", acknowledgement, {}}, acknowledgement_key},
    ObjectType{Group::domain, {"outcome-report", outcome_report, outcome_rules}, outcome_key},
    ObjectType{Group::domain, {"threat-warning", warning, {}}, warning_key},
};

constexpr std::array extensions = {
    Extension{acknowledgement_key,
              "acknowledgement",
              {"acknowledgement"},
              {"acknowledgement extension", declares_type, {}}},
    Extension{
        outcome_key, "outcome-report", {"outcome-report"}, {"outcome report extension", declares_type, {}}},
    Extension{
        warning_key, "threat-warning", {"threat-warning"}, {"threat warning extension", declares_type, {}}},
};

}  // namespace

std::span<const ObjectType> work_types() {
  return types;
}

std::span<const Extension> work_extensions() {
  return extensions;
}

}  // namespace tansiq::stix::tables
