#pragma once

/// The node's configuration: one TOML file, read once at start.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/base.h"
#include "node/node.h"
#include "wire/wire.h"

namespace tansiq::config {

/// What the file says, defaults filled in. Paths are as written; `resolve` makes them absolute.
struct Config {
  std::string title = "Tansiq node";
  wire::Settings serving = {.listen = {.address = "127.0.0.1",
                                       .port = 8443,
                                       .certificate_file = "tls/certificate.pem",
                                       .key_file = "tls/key.pem"},
                            .limits = {},
                            .workers = 0,  // 64
                            .taxii = {},
                            .exchange = {}};
  std::string store_folder = "store";
  std::string backup_folder = "backups";
  std::string keys_folder = "keys";
  std::size_t store_queue_bytes = 64 * 1024 * 1024;
  std::uint32_t journal_seal_seconds = 600;
  std::string duty_ladder = "duty officer 0m, next duty officer 10m, head of service 30m";
  std::string duty_notice;
  node::Limits limits;
  std::string log_level = "info";
};

/// One key of the file, as everything that speaks of keys sees it.
struct Key {
  /// Where the value goes; the type says what the file must hold.
  using Target = std::variant<std::string*, std::uint16_t*, std::uint32_t*, std::size_t*>;

  std::string_view section;
  std::string_view name;
  std::string_view meaning;  ///< one sentence for the manual
  Target (*target)(Config&);
  std::uint64_t least = 0;  ///< of a number; of a text, its length in bytes
  std::uint64_t most = 0;
  std::vector<std::string_view> choices = {};  ///< of a text; empty: any

  /// "section.name".
  [[nodiscard]] std::string path() const;
  /// The default as TOML writes it.
  [[nodiscard]] std::string fallback() const;
  /// What may stand there, in words: "a number, 0 to 65535".
  [[nodiscard]] std::string expected() const;
};

/// Every key, in the order of the manual.
const std::vector<Key>& keys();

/// What is wrong in a file: `where` is "name:line". Sorted by line.
using Problems = std::vector<base::Error>;

/// Reads a configuration. `name` stands for the file in the problems. All wrong lines come at once; a line
/// that is no TOML at all is taken out and the rest still checked. Safe on any bytes.
tl::expected<Config, Problems> parse(std::string_view text, std::string_view name);

/// Reads a file and makes its paths absolute: relative ones start at the file's own folder, and
/// "credential:NAME" is the file that systemd's LoadCredential= has put there.
tl::expected<Config, Problems> load(const std::string& file);

/// A whole file with every key, its meaning and its default, commented out except for what `config` says
/// otherwise.
std::string example(const Config& config = {});

}  // namespace tansiq::config
