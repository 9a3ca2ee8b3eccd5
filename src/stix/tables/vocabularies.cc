#include "stix/tables/vocabularies.h"

namespace tansiq::stix::tables {
namespace {

template <typename... Words>
consteval auto of(Words... list) {
  return words(std::array<std::string_view, sizeof...(list)>{list...});
}

constexpr auto spec_version_words = of("2.0", "2.1");
constexpr auto account_type_words = of("facebook", "ldap", "nis", "openid", "radius", "skype", "tacacs",
                                       "twitter", "unix", "windows-local", "windows-domain");
constexpr auto attack_motivation_words =
    of("accidental", "coercion", "dominance", "ideology", "notoriety", "organizational-gain", "personal-gain",
       "personal-satisfaction", "revenge", "unpredictable");
constexpr auto attack_resource_level_words =
    of("individual", "club", "contest", "team", "organization", "government");
constexpr auto encryption_algorithm_words = of("AES-256-GCM", "ChaCha20-Poly1305", "mime-type-indicated");
constexpr auto extension_type_words =
    of("new-sdo", "new-sco", "new-sro", "property-extension", "toplevel-property-extension");
constexpr auto grouping_context_words = of("suspicious-activity", "malware-analysis", "unspecified");
constexpr auto hash_algorithm_words =
    of("MD5", "SHA-1", "SHA-256", "SHA-512", "SHA3-256", "SHA3-512", "SSDEEP", "TLSH");
constexpr auto identity_class_words =
    of("individual", "group", "system", "organization", "class", "unspecified");
constexpr auto implementation_language_words = of(
    "applescript", "bash", "c", "c++", "c#", "go", "java", "javascript", "lua", "objective-c", "perl", "php",
    "powershell", "python", "ruby", "scala", "swift", "typescript", "visual-basic", "x86-32", "x86-64");
constexpr auto indicator_type_words = of("anomalous-activity", "anonymization", "benign", "compromised",
                                         "malicious-activity", "attribution", "unknown");
constexpr auto industry_sector_words =
    of("agriculture", "aerospace", "automotive", "chemical", "commercial", "communications", "construction",
       "defense", "education", "energy", "entertainment", "financial-services", "government",
       "emergency-services", "government-local", "government-national", "government-public-services",
       "government-regional", "healthcare", "hospitality-leisure", "infrastructure", "dams", "nuclear",
       "water", "insurance", "manufacturing", "mining", "non-profit", "pharmaceuticals", "retail",
       "technology", "telecommunications", "transportation", "utilities");
constexpr auto infrastructure_type_words =
    of("amplification", "anonymization", "botnet", "command-and-control", "control-system", "exfiltration",
       "firewall", "hosting-malware", "hosting-target-lists", "phishing", "reconnaissance",
       "routers-switches", "staging", "unknown", "workstation");
constexpr auto malware_capability_words =
    of("accesses-remote-machines", "anti-debugging", "anti-disassembly", "anti-emulation",
       "anti-memory-forensics", "anti-sandbox", "anti-vm", "captures-input-peripherals",
       "captures-output-peripherals", "captures-system-state-data", "cleans-traces-of-infection",
       "commits-fraud", "communicates-with-c2", "compromises-data-availability", "compromises-data-integrity",
       "compromises-system-availability", "controls-local-machine", "degrades-security-software",
       "degrades-system-updates", "determines-c2-server", "emails-spam", "escalates-privileges", "evades-av",
       "exfiltrates-data", "fingerprints-host", "hides-artifacts", "hides-executing-code", "infects-files",
       "infects-remote-machines", "installs-other-components", "persists-after-system-reboot",
       "prevents-artifact-access", "prevents-artifact-deletion", "probes-network-environment",
       "self-modifies", "steals-authentication-credentials", "violates-system-operational-integrity");
constexpr auto malware_result_words = of("malicious", "suspicious", "benign", "unknown");
constexpr auto malware_type_words =
    of("adware", "backdoor", "bot", "bootkit", "ddos", "downloader", "dropper", "exploit-kit", "keylogger",
       "ransomware", "remote-access-trojan", "resource-exploitation", "rogue-security-software", "rootkit",
       "screen-capture", "spyware", "trojan", "unknown", "virus", "webshell", "wiper", "worm");
constexpr auto marking_type_words = of("statement", "tlp");
constexpr auto network_address_family_words =
    of("AF_UNSPEC", "AF_INET", "AF_IPX", "AF_APPLETALK", "AF_NETBIOS", "AF_INET6", "AF_IRDA", "AF_BTH");
constexpr auto network_socket_type_words =
    of("SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW", "SOCK_RDM", "SOCK_SEQPACKET");
constexpr auto opinion_scale_words =
    of("strongly-disagree", "disagree", "neutral", "agree", "strongly-agree");
constexpr auto pattern_type_words = of("stix", "pcre", "sigma", "snort", "suricata", "yara");
constexpr auto processor_architecture_words =
    of("alpha", "arm", "ia-64", "mips", "powerpc", "sparc", "x86", "x86-64");
constexpr auto region_words =
    of("africa", "eastern-africa", "middle-africa", "northern-africa", "southern-africa", "western-africa",
       "americas", "caribbean", "central-america", "latin-america-caribbean", "northern-america",
       "south-america", "asia", "central-asia", "eastern-asia", "southern-asia", "south-eastern-asia",
       "western-asia", "europe", "eastern-europe", "northern-europe", "southern-europe", "western-europe",
       "oceania", "antarctica", "australia-new-zealand", "melanesia", "micronesia", "polynesia");
constexpr auto report_type_words =
    of("attack-pattern", "campaign", "identity", "indicator", "intrusion-set", "malware", "observed-data",
       "threat-actor", "threat-report", "tool", "vulnerability");
constexpr auto threat_actor_role_words = of("agent", "director", "independent", "infrastructure-architect",
                                            "infrastructure-operator", "malware-author", "sponsor");
constexpr auto threat_actor_sophistication_words =
    of("none", "minimal", "intermediate", "advanced", "expert", "innovator", "strategic");
constexpr auto threat_actor_type_words =
    of("activist", "competitor", "crime-syndicate", "criminal", "hacker", "insider-accidental",
       "insider-disgruntled", "nation-state", "sensationalist", "spy", "terrorist", "unknown");
constexpr auto tool_type_words =
    of("denial-of-service", "exploitation", "information-gathering", "network-capture",
       "credential-exploitation", "remote-access", "vulnerability-scanning", "unknown");
constexpr auto windows_integrity_level_words = of("low", "medium", "high", "system");
constexpr auto windows_pebinary_type_words = of("dll", "exe", "sys");
constexpr auto windows_registry_datatype_words =
    of("REG_NONE", "REG_SZ", "REG_EXPAND_SZ", "REG_BINARY", "REG_DWORD", "REG_DWORD_BIG_ENDIAN",
       "REG_DWORD_LITTLE_ENDIAN", "REG_LINK", "REG_MULTI_SZ", "REG_RESOURCE_LIST",
       "REG_FULL_RESOURCE_DESCRIPTION", "REG_RESOURCE_REQUIREMENTS_LIST", "REG_QWORD", "REG_INVALID_TYPE");
constexpr auto windows_service_start_type_words =
    of("SERVICE_AUTO_START", "SERVICE_BOOT_START", "SERVICE_DEMAND_START", "SERVICE_DISABLED",
       "SERVICE_SYSTEM_ALERT");
constexpr auto windows_service_type_words = of("SERVICE_KERNEL_DRIVER", "SERVICE_FILE_SYSTEM_DRIVER",
                                               "SERVICE_WIN32_OWN_PROCESS", "SERVICE_WIN32_SHARE_PROCESS");
constexpr auto windows_service_status_words =
    of("SERVICE_CONTINUE_PENDING", "SERVICE_PAUSE_PENDING", "SERVICE_PAUSED", "SERVICE_RUNNING",
       "SERVICE_START_PENDING", "SERVICE_STOP_PENDING", "SERVICE_STOPPED");

constexpr auto property_extension_words = of("property-extension");
constexpr auto tlp_2_words = of("clear", "green", "amber", "amber+strict", "red");
constexpr auto name_kind_words =
    of("birth", "legal", "alias", "nom-de-guerre", "kunya", "former", "spelling");
constexpr auto person_role_words =
    of("suspect", "convicted", "victim", "witness", "contact", "facilitator", "missing", "unknown");
constexpr auto sex_words = of("female", "male", "other", "unknown");
constexpr auto document_kind_words = of("passport", "identity-card", "residence-permit", "visa",
                                        "driving-licence", "seaman-book", "travel-document", "other");
constexpr auto capability_kind_words =
    of("explosives", "firearms", "drones", "vehicles", "chemical", "communications", "document-forgery",
       "recruiting", "logistics", "medical", "combat", "other");
constexpr auto travel_means_words = of("air", "sea", "rail", "road", "foot", "unknown");
constexpr auto plot_state_words = of("suspected", "prepared", "disrupted", "carried-out");
constexpr auto hostage_state_words = of("held", "released", "freed", "escaped", "died", "unknown");

constexpr auto new_domain_type_words = of("new-sdo");
constexpr auto message_status_words = of("actual", "exercise", "test");
constexpr auto message_type_words = of("alert", "update", "cancel");
constexpr auto urgency_words = of("immediate", "expected", "future", "past", "unknown");
constexpr auto severity_words = of("extreme", "severe", "moderate", "minor", "unknown");
constexpr auto certainty_words = of("observed", "likely", "possible", "unlikely", "unknown");
constexpr auto response_words =
    of("shelter", "evacuate", "prepare", "execute", "avoid", "monitor", "assess", "all-clear", "none");
constexpr auto target_kind_words = of(
    "place-of-worship", "metro-station", "railway-station", "train", "bus", "tram", "airport", "aircraft",
    "port", "ship", "road", "bridge", "border-crossing", "school", "university", "hospital", "stadium",
    "concert-hall", "theatre", "museum", "market", "shopping-centre", "restaurant", "hotel", "tourist-site",
    "public-event", "crowd", "embassy", "government-building", "court", "police", "military", "prison",
    "media", "bank", "energy", "water", "communications", "industry", "person", "other", "unknown");
constexpr auto acknowledgement_action_words = of("received", "acting", "declined");
constexpr auto report_on_words = of("warning", "attack", "review");
constexpr auto outcome_words = of("occurred", "prevented", "partly-prevented", "did-not-occur", "unknown");

constexpr bool closed = true;

}  // namespace

constinit const Vocabulary spec_version{"spec_version", spec_version_words, closed};
constinit const Vocabulary account_type{"account-type-ov", account_type_words};
constinit const Vocabulary attack_motivation{"attack-motivation-ov", attack_motivation_words};
constinit const Vocabulary attack_resource_level{"attack-resource-level-ov", attack_resource_level_words};
constinit const Vocabulary encryption_algorithm{"encryption-algorithm-enum", encryption_algorithm_words,
                                                closed};
constinit const Vocabulary extension_type{"extension-type-enum", extension_type_words, closed};
constinit const Vocabulary grouping_context{"grouping-context-ov", grouping_context_words};
constinit const Vocabulary hash_algorithm{"hash-algorithm-ov", hash_algorithm_words};
constinit const Vocabulary identity_class{"identity-class-ov", identity_class_words};
constinit const Vocabulary implementation_language{"implementation-language-ov",
                                                   implementation_language_words};
constinit const Vocabulary indicator_type{"indicator-type-ov", indicator_type_words};
constinit const Vocabulary industry_sector{"industry-sector-ov", industry_sector_words};
constinit const Vocabulary infrastructure_type{"infrastructure-type-ov", infrastructure_type_words};
constinit const Vocabulary malware_capability{"malware-capabilities-ov", malware_capability_words};
constinit const Vocabulary malware_result{"malware-result-ov", malware_result_words};
constinit const Vocabulary malware_type{"malware-type-ov", malware_type_words};
constinit const Vocabulary marking_type{"marking-definition types", marking_type_words};
constinit const Vocabulary network_address_family{"network-socket-address-family-enum",
                                                  network_address_family_words, closed};
constinit const Vocabulary network_socket_type{"network-socket-type-enum", network_socket_type_words, closed};
constinit const Vocabulary opinion_scale{"opinion-enum", opinion_scale_words, closed};
constinit const Vocabulary pattern_type{"pattern-type-ov", pattern_type_words};
constinit const Vocabulary processor_architecture{"processor-architecture-ov", processor_architecture_words};
constinit const Vocabulary region{"region-ov", region_words};
constinit const Vocabulary report_type{"report-type-ov", report_type_words};
constinit const Vocabulary threat_actor_role{"threat-actor-role-ov", threat_actor_role_words};
constinit const Vocabulary threat_actor_sophistication{"threat-actor-sophistication-ov",
                                                       threat_actor_sophistication_words};
constinit const Vocabulary threat_actor_type{"threat-actor-type-ov", threat_actor_type_words};
constinit const Vocabulary tool_type{"tool-type-ov", tool_type_words};
constinit const Vocabulary windows_integrity_level{"windows-integrity-level-enum",
                                                   windows_integrity_level_words, closed};
constinit const Vocabulary windows_pebinary_type{"windows-pebinary-type-ov", windows_pebinary_type_words};
constinit const Vocabulary windows_registry_datatype{"windows-registry-datatype-enum",
                                                     windows_registry_datatype_words, closed};
constinit const Vocabulary windows_service_start_type{"windows-service-start-type-enum",
                                                      windows_service_start_type_words, closed};
constinit const Vocabulary windows_service_type{"windows-service-type-enum", windows_service_type_words,
                                                closed};
constinit const Vocabulary windows_service_status{"windows-service-status-enum", windows_service_status_words,
                                                  closed};

constinit const Vocabulary property_extension{"the type of this extension", property_extension_words, closed};
constinit const Vocabulary tlp_2{"TLP 2.0 labels", tlp_2_words, closed};
constinit const Vocabulary name_kind{"kinds of name", name_kind_words, closed};
constinit const Vocabulary person_role{"roles of a person", person_role_words, closed};
constinit const Vocabulary sex{"sex", sex_words, closed};
constinit const Vocabulary document_kind{"kinds of document", document_kind_words};
constinit const Vocabulary capability_kind{"kinds of capability", capability_kind_words};
constinit const Vocabulary travel_means{"means of travel", travel_means_words};
constinit const Vocabulary plot_state{"states of a plot", plot_state_words, closed};
constinit const Vocabulary hostage_state{"states of a hostage", hostage_state_words, closed};

constinit const Vocabulary new_domain_type{"the type of this extension", new_domain_type_words, closed};
constinit const Vocabulary message_status{"CAP 1.2 status", message_status_words, closed};
constinit const Vocabulary message_type{"CAP 1.2 msgType", message_type_words, closed};
constinit const Vocabulary urgency{"CAP 1.2 urgency", urgency_words, closed};
constinit const Vocabulary severity{"CAP 1.2 severity", severity_words, closed};
constinit const Vocabulary certainty{"CAP 1.2 certainty", certainty_words, closed};
constinit const Vocabulary response{"CAP 1.2 responseType", response_words, closed};
constinit const Vocabulary target_kind{"kinds of target", target_kind_words};
constinit const Vocabulary acknowledgement_action{"what an addressed service does",
                                                  acknowledgement_action_words, closed};
constinit const Vocabulary report_on{"what an outcome is reported on", report_on_words, closed};
constinit const Vocabulary outcome{"outcomes", outcome_words, closed};

bool contains(const Vocabulary& vocabulary, std::string_view word) {
  return std::binary_search(vocabulary.words.begin(), vocabulary.words.end(), word);
}

}  // namespace tansiq::stix::tables
