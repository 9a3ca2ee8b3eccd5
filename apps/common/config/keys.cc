#include <fmt/format.h>

#include "config/config.h"

namespace tansiq::config {
namespace {

// A key's place in Config, written once for each line of the table.
#define TANSIQ_AT(member) [](Config& config) -> Key::Target { return &config.member; }

std::vector<Key> make_keys() {
  constexpr std::uint64_t path_bytes = 4096;
  constexpr std::uint64_t mega = 1024 * 1024;
  constexpr std::uint64_t hour_ms = 3'600'000;
  return {
      {"service", "title", "The service's name as clients see it.", TANSIQ_AT(title), 1, 200},
      {"service", "description", "What TAXII clients are told of the service.",
       TANSIQ_AT(serving.taxii.description), 0, 1000},
      {"service", "contact", "Whom TAXII clients may ask.", TANSIQ_AT(serving.taxii.contact), 0, 200},

      {"listen", "address", "The address that the node listens on: IPv4 or IPv6; 0.0.0.0 or :: for all.",
       TANSIQ_AT(serving.listen.address), 1, 64},
      {"listen", "port", "The TCP port; 0 takes any free one.", TANSIQ_AT(serving.listen.port), 0, 65535},
      {"listen", "certificate", "The TLS certificate with its chain, PEM.",
       TANSIQ_AT(serving.listen.certificate_file), 1, path_bytes},
      {"listen", "key",
       "The certificate's private key, PEM. \"credential:NAME\" takes it from systemd's LoadCredential=.",
       TANSIQ_AT(serving.listen.key_file), 1, path_bytes},
      {"listen", "workers", "Threads that answer requests, started as they are needed; 0 means 64.",
       TANSIQ_AT(serving.workers), 0, 1024},

      {"store", "folder", "Where the records and the journal are kept. On a local disk, never on NFS.",
       TANSIQ_AT(store_folder), 1, path_bytes},
      {"store", "backups", "Where `tansiq backup` writes.", TANSIQ_AT(backup_folder), 1, path_bytes},
      {"store", "queue_bytes",
       "What may wait for the disk, in bytes; beyond it clients get 503 with Retry-After.",
       TANSIQ_AT(store_queue_bytes), mega, 16384 * mega},

      {"exchange", "keys",
       "The folder of the keys with which this service signs what partners get; no backup holds it.",
       TANSIQ_AT(keys_folder), 1, path_bytes},
      {"exchange", "address",
       "The address on which partners' nodes find this one. Nothing else answers there.",
       TANSIQ_AT(serving.exchange.address), 1, 64},
      {"exchange", "port", "Its TCP port; 0 takes any free one. Closed where the node has no signing key.",
       TANSIQ_AT(serving.exchange.port), 0, 65535},
      {"exchange", "heartbeat_ms", "Something is said on every stream at least so often.",
       TANSIQ_AT(serving.exchange.heartbeat_ms), 100, 10'000},
      {"exchange", "silence_ms", "A partner that says nothing for so long is left and tried again.",
       TANSIQ_AT(serving.exchange.silence_ms), 1'000, hour_ms},

      {"journal", "seal_seconds",
       "So often partners get a sealed checkpoint of the journal, whether or not anything happened.",
       TANSIQ_AT(journal_seal_seconds), 1, 86'400},

      {"duty", "ladder",
       "Whom silence wakes, and how long after something came that must be acknowledged: s, m, h or d.",
       TANSIQ_AT(duty_ladder), 1, 2000},
      {"duty", "notice",
       "A program that is run to tell them; it learns that something waits, never what. Empty: the log "
       "alone.",
       TANSIQ_AT(duty_notice), 0, path_bytes},

      {"limits", "body_bytes", "The largest request body (TAXII's max_content_length).",
       TANSIQ_AT(limits.body_bytes), 64 * 1024, 1024 * mega},
      {"limits", "objects_per_envelope", "Most objects in one request.",
       TANSIQ_AT(limits.objects_per_envelope), 1, 1'000'000},
      {"limits", "nesting", "Deepest nesting of JSON.", TANSIQ_AT(limits.nesting), 8, 512},
      {"limits", "page", "Most records in one answer.", TANSIQ_AT(limits.page), 1, 10'000},
      {"limits", "head_bytes", "The largest request head; beyond it 431.",
       TANSIQ_AT(serving.limits.head_bytes), 1024, mega},
      {"limits", "header_fields", "Most header fields of a request; beyond it 431.",
       TANSIQ_AT(serving.limits.header_fields), 8, 10'000},
      {"limits", "queued_requests", "Requests that may wait for a thread; beyond it 503.",
       TANSIQ_AT(serving.limits.queued_requests), 1, 100'000},
      {"limits", "connections", "Most connections at once; beyond it 503.",
       TANSIQ_AT(serving.limits.connections), 1, 100'000},
      {"limits", "connections_per_peer", "Most connections of one address; beyond it 429.",
       TANSIQ_AT(serving.limits.connections_per_peer), 1, 100'000},
      {"limits", "buffered_bytes", "Request bodies held at once, in bytes; beyond it 503.",
       TANSIQ_AT(serving.limits.buffered_bytes), mega, 16384 * mega},
      {"limits", "head_ms", "Time to send a whole request head, the TLS handshake included; then 408.",
       TANSIQ_AT(serving.limits.head_ms), 100, hour_ms},
      {"limits", "body_idle_ms", "Time between two parts of a body; then 408.",
       TANSIQ_AT(serving.limits.body_idle_ms), 100, hour_ms},
      {"limits", "body_bytes_per_second", "A body that comes slower than this over the whole gets 408.",
       TANSIQ_AT(serving.limits.body_bytes_per_second), 0, 1'000'000'000},
      {"limits", "write_idle_ms", "A client that does not read for so long is closed.",
       TANSIQ_AT(serving.limits.write_idle_ms), 100, hour_ms},
      {"limits", "idle_ms", "A connection without a request for so long is closed.",
       TANSIQ_AT(serving.limits.idle_ms), 100, hour_ms},

      {"log",
       "level",
       "What goes to standard error.",
       TANSIQ_AT(log_level),
       1,
       16,
       {"debug", "info", "warning", "error"}},
  };
}

#undef TANSIQ_AT

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string as_toml(const Key::Target& target) {
  struct Writer {
    std::string operator()(const std::string* text) const { return quoted(*text); }
    std::string operator()(const std::uint16_t* number) const { return fmt::to_string(*number); }
    std::string operator()(const std::uint32_t* number) const { return fmt::to_string(*number); }
    std::string operator()(const std::size_t* number) const { return fmt::to_string(*number); }
  };
  return std::visit(Writer{}, target);
}

}  // namespace

const std::vector<Key>& keys() {
  static const std::vector<Key> table = make_keys();
  return table;
}

std::string Key::path() const {
  return fmt::format("{}.{}", section, name);
}

std::string Key::fallback() const {
  Config defaults;
  return as_toml(target(defaults));
}

std::string Key::expected() const {
  Config defaults;
  if (!std::holds_alternative<std::string*>(target(defaults)))
    return fmt::format("a number, {} to {}", least, most);
  if (choices.empty()) return fmt::format("a text of {} to {} bytes", least, most);
  std::string list;
  for (const auto choice : choices) {
    if (!list.empty()) list += ", ";
    list += quoted(choice);
  }
  return "one of " + list;
}

std::string example(const Config& config) {
  std::string out =
      "# The configuration of a Tansiq node (tansiqd.toml(5)). Lines that begin with # state the defaults.\n"
      "# Relative paths start at this file's folder.\n";
  Config wanted = config;
  std::string_view section;
  for (const auto& key : keys()) {
    if (key.section != section) out += fmt::format("\n[{}]\n", section = key.section);
    const auto value = as_toml(key.target(wanted));
    out += fmt::format("# {}\n{}{} = {}\n", key.meaning, value == key.fallback() ? "#" : "", key.name, value);
  }
  return out;
}

}  // namespace tansiq::config
