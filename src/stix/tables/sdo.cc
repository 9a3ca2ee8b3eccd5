#include "stix/tables/groups.h"

// The 19 domain objects (STIX 2.1 section 4).

namespace tansiq::stix::tables {
namespace {

constexpr Refs note_refs{"any object"};
constexpr Refs sample_refs{"a file or an artifact", {"file", "artifact"}};
constexpr Refs analysis_sample{"a file, a network-traffic object or an artifact",
                               {"file", "network-traffic", "artifact"}};
constexpr Refs observed_refs{
    .said = "a cyber-observable object or a relationship", .types = {"relationship"}, .any_observable = true};

constexpr auto attack_pattern =
    with(domain_common, std::array{must(text("name")), text("description"), list(text("aliases")),
                                   list(part("kill_chain_phases", kill_chain_phase))});

constexpr auto campaign =
    with(domain_common, std::array{must(text("name")), text("description"), list(text("aliases")),
                                   time("first_seen"), time("last_seen"), text("objective")});

/// `action` is a reserved name (3.9), so it is no row.
constexpr auto course_of_action = with(domain_common, std::array{must(text("name")), text("description")});

constexpr auto grouping =
    with(domain_common, std::array{text("name"), text("description"), must(word("context", grouping_context)),
                                   must(list(ref("object_refs", any_object)))});

constexpr auto identity =
    with(domain_common, std::array{must(text("name")), text("description"), list(text("roles")),
                                   word("identity_class", identity_class),
                                   list(word("sectors", industry_sector)), text("contact_information")});

constexpr auto incident = with(domain_common, std::array{must(text("name")), text("description")});

constexpr auto indicator =
    with(domain_common,
         std::array{text("name"), text("description"), list(word("indicator_types", indicator_type)),
                    must(text("pattern")), must(word("pattern_type", pattern_type)), text("pattern_version"),
                    must(time("valid_from")), time("valid_until"),
                    list(part("kill_chain_phases", kill_chain_phase))});
constexpr std::array indicator_rules = {Rule{Law::after, {"valid_from", "valid_until"}},
                                        Rule{Law::indicator}};

constexpr auto infrastructure =
    with(domain_common, std::array{must(text("name")), text("description"),
                                   list(word("infrastructure_types", infrastructure_type)),
                                   list(text("aliases")), list(part("kill_chain_phases", kill_chain_phase)),
                                   time("first_seen"), time("last_seen")});

constexpr auto intrusion_set =
    with(domain_common,
         std::array{must(text("name")), text("description"), list(text("aliases")), time("first_seen"),
                    time("last_seen"), list(text("goals")), word("resource_level", attack_resource_level),
                    word("primary_motivation", attack_motivation),
                    list(word("secondary_motivations", attack_motivation))});

constexpr auto location = with(
    domain_common,
    std::array{text("name"), text("description"), number("latitude", -90, 90), number("longitude", -180, 180),
               number("precision", 0), word("region", region), text("country", Form::country),
               text("administrative_area"), text("city"), text("street_address"), text("postal_code")});
constexpr std::array location_rules = {Rule{Law::at_least_one, {"region", "country", "latitude"}},
                                       Rule{Law::together, {"latitude", "longitude"}},
                                       Rule{Law::needs, {"precision", "latitude", "longitude"}}};

constexpr auto malware =
    with(domain_common,
         std::array{text("name"), text("description"), list(word("malware_types", malware_type)),
                    must(flag("is_family")), list(text("aliases")),
                    list(part("kill_chain_phases", kill_chain_phase)), time("first_seen"), time("last_seen"),
                    list(ref("operating_system_refs", software_only)),
                    list(word("architecture_execution_envs", processor_architecture)),
                    list(word("implementation_languages", implementation_language)),
                    list(word("capabilities", malware_capability)), list(ref("sample_refs", sample_refs))});
constexpr std::array malware_rules = {Rule{Law::not_before, {"first_seen", "last_seen"}},
                                      Rule{Law::if_true_needs, {"is_family", "name"}}};

constexpr auto malware_analysis =
    with(domain_common,
         std::array{must(text("product")), text("version"), ref("host_vm_ref", software_only),
                    ref("operating_system_ref", software_only),
                    list(ref("installed_software_refs", software_only)), text("configuration_version"),
                    list(text("modules")), text("analysis_engine_version"),
                    text("analysis_definition_version"), time("submitted"), time("analysis_started"),
                    time("analysis_ended"), text("result_name"), word("result", malware_result),
                    list(ref("analysis_sco_refs", observable_only)), ref("sample_ref", analysis_sample)});
constexpr std::array malware_analysis_rules = {Rule{Law::at_least_one, {"result", "analysis_sco_refs"}}};

constexpr auto note =
    with(domain_common, std::array{text("abstract"), must(text("content")), list(text("authors")),
                                   must(list(ref("object_refs", note_refs)))});

constexpr auto observed_data =
    with(domain_common,
         std::array{must(time("first_observed")), must(time("last_observed")),
                    must(integer("number_observed", 1, 999'999'999)),
                    old(holds("objects", Holds::observables)), list(ref("object_refs", observed_refs))});
constexpr std::array observed_data_rules = {Rule{Law::not_before, {"first_observed", "last_observed"}},
                                            Rule{Law::exactly_one, {"objects", "object_refs"}},
                                            Rule{Law::observed_data}};

constexpr auto opinion = with(domain_common, std::array{text("explanation"), list(text("authors")),
                                                        must(word("opinion", opinion_scale)),
                                                        must(list(ref("object_refs", note_refs)))});

constexpr auto report =
    with(domain_common,
         std::array{must(text("name")), text("description"), list(word("report_types", report_type)),
                    must(time("published")), must(list(ref("object_refs", any_object)))});

constexpr auto threat_actor = with(
    domain_common,
    std::array{must(text("name")), text("description"), list(word("threat_actor_types", threat_actor_type)),
               list(text("aliases")), time("first_seen"), time("last_seen"),
               list(word("roles", threat_actor_role)), list(text("goals")),
               word("sophistication", threat_actor_sophistication),
               word("resource_level", attack_resource_level), word("primary_motivation", attack_motivation),
               list(word("secondary_motivations", attack_motivation)),
               list(word("personal_motivations", attack_motivation))});

constexpr auto tool =
    with(domain_common, std::array{must(text("name")), text("description"),
                                   list(word("tool_types", tool_type)), list(text("aliases")),
                                   list(part("kill_chain_phases", kill_chain_phase)), text("tool_version")});

constexpr auto vulnerability = with(domain_common, std::array{must(text("name")), text("description")});

constexpr std::array types = {
    ObjectType{Group::domain, {"attack-pattern", attack_pattern, {}}},
    ObjectType{Group::domain, {"campaign", campaign, seen_in_order}},
    ObjectType{Group::domain, {"course-of-action", course_of_action, {}}},
    ObjectType{Group::domain, {"grouping", grouping, {}}},
    ObjectType{Group::domain, {"identity", identity, {}}},
    ObjectType{Group::domain, {"incident", incident, {}}},
    ObjectType{Group::domain, {"indicator", indicator, indicator_rules}},
    ObjectType{Group::domain, {"infrastructure", infrastructure, seen_in_order}},
    ObjectType{Group::domain, {"intrusion-set", intrusion_set, seen_in_order}},
    ObjectType{Group::domain, {"location", location, location_rules}},
    ObjectType{Group::domain, {"malware", malware, malware_rules}},
    ObjectType{Group::domain, {"malware-analysis", malware_analysis, malware_analysis_rules}},
    ObjectType{Group::domain, {"note", note, {}}},
    ObjectType{Group::domain, {"observed-data", observed_data, observed_data_rules}},
    ObjectType{Group::domain, {"opinion", opinion, {}}},
    ObjectType{Group::domain, {"report", report, {}}},
    ObjectType{Group::domain, {"threat-actor", threat_actor, seen_in_order}},
    ObjectType{Group::domain, {"tool", tool, {}}},
    ObjectType{Group::domain, {"vulnerability", vulnerability, {}}},
};

}  // namespace

std::span<const ObjectType> domain_types() {
  return types;
}

}  // namespace tansiq::stix::tables
