#include "stix/tables/groups.h"

// The 18 cyber-observable objects (STIX 2.1 section 6). key() marks what contributes to the identifier.

namespace tansiq::stix::tables {
namespace {

constexpr Refs artifact_only{"an artifact", {"artifact"}};
constexpr Refs file_or_directory{"a file or a directory", {"file", "directory"}};
constexpr Refs directory_only{"a directory", {"directory"}};
constexpr Refs file_only{"a file", {"file"}};
constexpr Refs file_or_artifact{"an artifact or a file", {"artifact", "file"}};
constexpr Refs address_only{"an email address", {"email-addr"}};
constexpr Refs account_only{"a user account", {"user-account"}};
constexpr Refs mac_only{"a MAC address", {"mac-addr"}};
constexpr Refs system_only{"an autonomous system", {"autonomous-system"}};
constexpr Refs process_only{"a process", {"process"}};
constexpr Refs traffic_only{"network traffic", {"network-traffic"}};
constexpr Refs name_resolves{"an IP address or a domain name", {"ipv4-addr", "ipv6-addr", "domain-name"}};
constexpr Refs endpoint{"an IP address, a MAC address or a domain name",
                        {"ipv4-addr", "ipv6-addr", "mac-addr", "domain-name"}};

constexpr Property extensions = observable_extensions;

constexpr auto artifact =
    with(observable_common,
         std::array{extensions, text("mime_type", Form::mime), key(holds("payload_bin", Holds::binary)),
                    text("url", Form::url), key(hashes("hashes")),
                    word("encryption_algorithm", encryption_algorithm), text("decryption_key")});
constexpr std::array artifact_rules = {Rule{Law::exactly_one, {"payload_bin", "url"}},
                                       Rule{Law::needs, {"url", "hashes"}},
                                       Rule{Law::needs, {"decryption_key", "encryption_algorithm"}}};

constexpr auto autonomous_system = with(
    observable_common, std::array{extensions, must(key(integer("number", 0))), text("name"), text("rir")});

constexpr auto directory =
    with(observable_common,
         std::array{extensions, must(key(text("path"))), text("path_enc", Form::charset), time("ctime"),
                    time("mtime"), time("atime"), list(ref("contains_refs", file_or_directory))});

constexpr auto domain_name =
    with(observable_common, std::array{extensions, must(key(text("value", Form::host))),
                                       old(list(ref("resolves_to_refs", name_resolves)))});

constexpr auto email_addr =
    with(observable_common, std::array{extensions, must(key(text("value", Form::email))),
                                       text("display_name"), ref("belongs_to_ref", account_only)});

constexpr auto mime_part_rows = rows(std::array{text("body"), ref("body_raw_ref", file_or_artifact),
                                                text("content_type"), text("content_disposition")});
constexpr std::array mime_part_rules = {Rule{Law::exactly_one, {"body", "body_raw_ref"}}};
constexpr Structure mime_part{"MIME part", mime_part_rows, mime_part_rules};

constexpr auto email_message =
    with(observable_common,
         std::array{extensions, must(flag("is_multipart")), time("date"), text("content_type"),
                    key(ref("from_ref", address_only)), ref("sender_ref", address_only),
                    list(ref("to_refs", address_only)), list(ref("cc_refs", address_only)),
                    list(ref("bcc_refs", address_only)), text("message_id"), key(text("subject")),
                    list(text("received_lines")), holds("additional_header_fields", Holds::header_dictionary),
                    key(text("body")), list(part("body_multipart", mime_part)),
                    ref("raw_email_ref", artifact_only)});
constexpr std::array email_message_rules = {Rule{Law::if_true_excludes, {"is_multipart", "body"}},
                                            Rule{Law::if_false_excludes, {"is_multipart", "body_multipart"}}};

constexpr auto file = with(
    observable_common,
    std::array{key(extensions), key(hashes("hashes")), integer("size", 0), key(text("name")),
               text("name_enc", Form::charset), hex("magic_number_hex"), text("mime_type", Form::mime),
               time("ctime"), time("mtime"), time("atime"), key(ref("parent_directory_ref", directory_only)),
               list(ref("contains_refs", observable_only)), ref("content_ref", artifact_only)});
constexpr std::array file_rules = {Rule{Law::at_least_one, {"hashes", "name"}}};

constexpr auto ipv4_addr =
    with(observable_common, std::array{extensions, must(key(text("value", Form::ipv4))),
                                       old(list(ref("resolves_to_refs", mac_only))),
                                       old(list(ref("belongs_to_refs", system_only)))});
constexpr auto ipv6_addr =
    with(observable_common, std::array{extensions, must(key(text("value", Form::ipv6))),
                                       old(list(ref("resolves_to_refs", mac_only))),
                                       old(list(ref("belongs_to_refs", system_only)))});

constexpr auto mac_addr =
    with(observable_common, std::array{extensions, must(key(text("value", Form::mac)))});

constexpr auto mutex = with(observable_common, std::array{extensions, must(key(text("name")))});

constexpr auto network_traffic = with(
    observable_common,
    std::array{key(extensions), key(time("start")), key(time("end")), flag("is_active"),
               key(ref("src_ref", endpoint)), key(ref("dst_ref", endpoint)),
               key(integer("src_port", 0, 65535)), key(integer("dst_port", 0, 65535)),
               must(key(list(text("protocols")))), integer("src_byte_count", 0), integer("dst_byte_count", 0),
               integer("src_packets", 0), integer("dst_packets", 0), holds("ipfix", Holds::scalar_dictionary),
               ref("src_payload_ref", artifact_only), ref("dst_payload_ref", artifact_only),
               list(ref("encapsulates_refs", traffic_only)), ref("encapsulated_by_ref", traffic_only)});
constexpr std::array network_traffic_rules = {Rule{Law::at_least_one, {"src_ref", "dst_ref"}},
                                              Rule{Law::if_true_excludes, {"is_active", "end"}},
                                              Rule{Law::not_before, {"start", "end"}}};

constexpr auto process =
    with(observable_common,
         std::array{extensions, flag("is_hidden"), integer("pid"), time("created_time"), text("cwd"),
                    text("command_line"), holds("environment_variables", Holds::text_dictionary),
                    list(ref("opened_connection_refs", traffic_only)), ref("creator_user_ref", account_only),
                    ref("image_ref", file_only), ref("parent_ref", process_only),
                    list(ref("child_refs", process_only))});

/// Of these at least one must be there; an extension counts too.
constexpr std::array at_least_one_own = {Rule{Law::at_least_one}};

constexpr auto software =
    with(observable_common,
         std::array{extensions, must(key(text("name"))), key(text("cpe", Form::cpe)), key(text("swid")),
                    list(text("languages", Form::language)), key(text("vendor")), key(text("version"))});

constexpr auto url = with(observable_common, std::array{extensions, must(key(text("value", Form::url)))});

constexpr auto user_account =
    with(observable_common,
         std::array{extensions, key(text("user_id")), text("credential"), key(text("account_login")),
                    key(word("account_type", account_type)), text("display_name"), flag("is_service_account"),
                    flag("is_privileged"), flag("can_escalate_privs"), flag("is_disabled"),
                    time("account_created"), time("account_expires"), time("credential_last_changed"),
                    time("account_first_login"), time("account_last_login")});

constexpr auto registry_value_rows =
    rows(std::array{text("name"), text("data"), word("data_type", windows_registry_datatype)});
constexpr std::array registry_value_rules = {Rule{Law::at_least_one, {"name", "data", "data_type"}}};
constexpr Structure registry_value{"registry value", registry_value_rows, registry_value_rules};

constexpr auto windows_registry_key =
    with(observable_common, std::array{extensions, key(text("key", Form::registry_key)),
                                       key(list(part("values", registry_value))), time("modified_time"),
                                       ref("creator_user_ref", account_only), integer("number_of_subkeys")});

constexpr auto x509_v3_rows = rows(std::array{
    text("basic_constraints"), text("name_constraints"), text("policy_constraints"), text("key_usage"),
    text("extended_key_usage"), text("subject_key_identifier"), text("authority_key_identifier"),
    text("subject_alternative_name"), text("issuer_alternative_name"), text("subject_directory_attributes"),
    text("crl_distribution_points"), text("inhibit_any_policy"), time("private_key_usage_period_not_before"),
    time("private_key_usage_period_not_after"), text("certificate_policies"), text("policy_mappings")});
constexpr Structure x509_v3{"X.509 v3 extensions", x509_v3_rows, at_least_one_own};

constexpr auto x509_certificate =
    with(observable_common,
         std::array{extensions, flag("is_self_signed"), key(hashes("hashes")), text("version"),
                    key(text("serial_number")), text("signature_algorithm"), text("issuer"),
                    time("validity_not_before"), time("validity_not_after"), text("subject"),
                    text("subject_public_key_algorithm"), text("subject_public_key_modulus"),
                    integer("subject_public_key_exponent"), part("x509_v3_extensions", x509_v3)});

constexpr std::array types = {
    ObjectType{Group::observable, {"artifact", artifact, artifact_rules}},
    ObjectType{Group::observable, {"autonomous-system", autonomous_system, {}}},
    ObjectType{Group::observable, {"directory", directory, {}}},
    ObjectType{Group::observable, {"domain-name", domain_name, {}}},
    ObjectType{Group::observable, {"email-addr", email_addr, {}}},
    ObjectType{Group::observable, {"email-message", email_message, email_message_rules}},
    ObjectType{Group::observable, {"file", file, file_rules}},
    ObjectType{Group::observable, {"ipv4-addr", ipv4_addr, {}}},
    ObjectType{Group::observable, {"ipv6-addr", ipv6_addr, {}}},
    ObjectType{Group::observable, {"mac-addr", mac_addr, {}}},
    ObjectType{Group::observable, {"mutex", mutex, {}}},
    ObjectType{Group::observable, {"network-traffic", network_traffic, network_traffic_rules}},
    ObjectType{Group::observable, {"process", process, at_least_one_own}},
    ObjectType{Group::observable, {"software", software, {}}},
    ObjectType{Group::observable, {"url", url, {}}},
    ObjectType{Group::observable, {"user-account", user_account, at_least_one_own}},
    ObjectType{Group::observable, {"windows-registry-key", windows_registry_key, at_least_one_own}},
    ObjectType{Group::observable, {"x509-certificate", x509_certificate, at_least_one_own}},
};

}  // namespace

std::span<const ObjectType> observable_types() {
  return types;
}

}  // namespace tansiq::stix::tables
