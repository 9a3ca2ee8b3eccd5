#pragma once

#include "stix/tables/tables.h"

/// The vocabularies of STIX 2.1 section 10 and those of our extensions. Closed ones are enumerations.
namespace tansiq::stix::tables {

extern const Vocabulary spec_version;
extern const Vocabulary account_type;
extern const Vocabulary attack_motivation;
extern const Vocabulary attack_resource_level;
extern const Vocabulary encryption_algorithm;
extern const Vocabulary extension_type;
extern const Vocabulary grouping_context;
extern const Vocabulary hash_algorithm;
extern const Vocabulary identity_class;
extern const Vocabulary implementation_language;
extern const Vocabulary indicator_type;
extern const Vocabulary industry_sector;
extern const Vocabulary infrastructure_type;
extern const Vocabulary malware_capability;
extern const Vocabulary malware_result;
extern const Vocabulary malware_type;
extern const Vocabulary marking_type;
extern const Vocabulary network_address_family;
extern const Vocabulary network_socket_type;
extern const Vocabulary opinion_scale;
extern const Vocabulary pattern_type;
extern const Vocabulary processor_architecture;
extern const Vocabulary region;
extern const Vocabulary report_type;
extern const Vocabulary threat_actor_role;
extern const Vocabulary threat_actor_sophistication;
extern const Vocabulary threat_actor_type;
extern const Vocabulary tool_type;
extern const Vocabulary windows_integrity_level;
extern const Vocabulary windows_pebinary_type;
extern const Vocabulary windows_registry_datatype;
extern const Vocabulary windows_service_start_type;
extern const Vocabulary windows_service_type;
extern const Vocabulary windows_service_status;

/// Our extensions (docs/records.md).
extern const Vocabulary property_extension;
extern const Vocabulary tlp_2;
extern const Vocabulary name_kind;
extern const Vocabulary person_role;
extern const Vocabulary sex;
extern const Vocabulary document_kind;
extern const Vocabulary capability_kind;
extern const Vocabulary travel_means;
extern const Vocabulary plot_state;
extern const Vocabulary hostage_state;

/// The cell's own work (docs/records.md); its words for warnings are those of CAP 1.2 in lower case.
extern const Vocabulary new_domain_type;
extern const Vocabulary message_status;
extern const Vocabulary message_type;
extern const Vocabulary urgency;
extern const Vocabulary severity;
extern const Vocabulary certainty;
extern const Vocabulary response;
extern const Vocabulary target_kind;
extern const Vocabulary acknowledgement_action;
extern const Vocabulary report_on;
extern const Vocabulary outcome;

}  // namespace tansiq::stix::tables
