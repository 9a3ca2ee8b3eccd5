#include "stix/tables/groups.h"

// The predefined extensions of cyber-observable objects (STIX 2.1 section 6).

namespace tansiq::stix::tables {
namespace {

constexpr Refs artifact_only{"an artifact", {"artifact"}};
constexpr Refs file_only{"a file", {"file"}};
constexpr Refs file_or_directory{"a file or a directory", {"file", "directory"}};

constexpr std::array at_least_one = {Rule{Law::at_least_one}};

constexpr auto archive =
    rows(std::array{must(list(ref("contains_refs", file_or_directory))), text("comment")});

constexpr auto stream_rows = rows(std::array{must(text("name")), hashes("hashes"), integer("size", 0)});
constexpr Structure stream{"alternate data stream", stream_rows, {}};
constexpr auto ntfs = rows(std::array{text("sid"), list(part("alternate_data_streams", stream))});

constexpr auto pdf =
    rows(std::array{text("version"), flag("is_optimized"),
                    holds("document_info_dict", Holds::text_dictionary), text("pdfid0"), text("pdfid1")});

constexpr auto raster_image =
    rows(std::array{integer("image_height"), integer("image_width"), integer("bits_per_pixel"),
                    holds("exif_tags", Holds::scalar_dictionary)});

constexpr auto pe_header_rows = rows(std::array{hex("magic_hex"),
                                                integer("major_linker_version"),
                                                integer("minor_linker_version"),
                                                integer("size_of_code", 0),
                                                integer("size_of_initialized_data", 0),
                                                integer("size_of_uninitialized_data", 0),
                                                integer("address_of_entry_point"),
                                                integer("base_of_code"),
                                                integer("base_of_data"),
                                                integer("image_base"),
                                                integer("section_alignment"),
                                                integer("file_alignment"),
                                                integer("major_os_version"),
                                                integer("minor_os_version"),
                                                integer("major_image_version"),
                                                integer("minor_image_version"),
                                                integer("major_subsystem_version"),
                                                integer("minor_subsystem_version"),
                                                hex("win32_version_value_hex"),
                                                integer("size_of_image", 0),
                                                integer("size_of_headers", 0),
                                                hex("checksum_hex"),
                                                hex("subsystem_hex"),
                                                hex("dll_characteristics_hex"),
                                                integer("size_of_stack_reserve", 0),
                                                integer("size_of_stack_commit", 0),
                                                integer("size_of_heap_reserve", 0),
                                                integer("size_of_heap_commit", 0),
                                                hex("loader_flags_hex"),
                                                integer("number_of_rva_and_sizes"),
                                                hashes("hashes")});
constexpr Structure pe_header{"optional header", pe_header_rows, at_least_one};
constexpr auto pe_section_rows =
    rows(std::array{must(text("name")), integer("size", 0), number("entropy"), hashes("hashes")});
constexpr Structure pe_section{"section", pe_section_rows, {}};
constexpr auto pe_binary = rows(std::array{
    must(word("pe_type", windows_pebinary_type)), text("imphash"), hex("machine_hex"),
    integer("number_of_sections", 0), time("time_date_stamp"), hex("pointer_to_symbol_table_hex"),
    integer("number_of_symbols", 0), integer("size_of_optional_header", 0), hex("characteristics_hex"),
    hashes("file_header_hashes"), part("optional_header", pe_header), list(part("sections", pe_section))});

constexpr auto http_request =
    rows(std::array{must(text("request_method")), must(text("request_value")), text("request_version"),
                    holds("request_header", Holds::list_dictionary), integer("message_body_length"),
                    ref("message_body_data_ref", artifact_only)});

constexpr auto icmp = rows(std::array{must(hex("icmp_type_hex")), must(hex("icmp_code_hex"))});

constexpr auto socket = rows(std::array{
    must(word("address_family", network_address_family)), flag("is_blocking"), flag("is_listening"),
    holds("options", Holds::integer_dictionary), word("socket_type", network_socket_type),
    integer("socket_descriptor", 0), integer("socket_handle")});

constexpr auto tcp = rows(std::array{hex("src_flags_hex"), hex("dst_flags_hex")});

constexpr auto windows_process = rows(std::array{
    flag("aslr_enabled"), flag("dep_enabled"), text("priority"), text("owner_sid"), text("window_title"),
    holds("startup_info", Holds::dictionary), word("integrity_level", windows_integrity_level)});

constexpr auto windows_service = rows(
    std::array{text("service_name"), list(text("descriptions")), text("display_name"), text("group_name"),
               word("start_type", windows_service_start_type), list(ref("service_dll_refs", file_only)),
               word("service_type", windows_service_type), word("service_status", windows_service_status)});

constexpr auto unix_account =
    rows(std::array{integer("gid"), list(text("groups")), text("home_dir"), text("shell")});

constexpr std::array extensions = {
    Extension{"archive-ext", "archive", {"file"}, {"archive extension", archive, {}}},
    Extension{"ntfs-ext", "ntfs", {"file"}, {"NTFS extension", ntfs, at_least_one}},
    Extension{"pdf-ext", "pdf", {"file"}, {"PDF extension", pdf, at_least_one}},
    Extension{
        "raster-image-ext", "raster-image", {"file"}, {"raster image extension", raster_image, at_least_one}},
    Extension{"windows-pebinary-ext", "windows-pebinary", {"file"}, {"PE binary extension", pe_binary, {}}},
    Extension{"http-request-ext",
              "http-request",
              {"network-traffic"},
              {"HTTP request extension", http_request, {}}},
    Extension{"icmp-ext", "icmp", {"network-traffic"}, {"ICMP extension", icmp, {}}},
    Extension{"socket-ext", "socket", {"network-traffic"}, {"socket extension", socket, {}}},
    Extension{"tcp-ext", "tcp", {"network-traffic"}, {"TCP extension", tcp, at_least_one}},
    Extension{"windows-process-ext",
              "windows-process",
              {"process"},
              {"Windows process extension", windows_process, at_least_one}},
    Extension{"windows-service-ext",
              "windows-service",
              {"process"},
              {"Windows service extension", windows_service, at_least_one}},
    Extension{"unix-account-ext",
              "unix-account",
              {"user-account"},
              {"UNIX account extension", unix_account, at_least_one}},
};

}  // namespace

std::span<const Extension> observable_extension_tables() {
  return extensions;
}

}  // namespace tansiq::stix::tables
