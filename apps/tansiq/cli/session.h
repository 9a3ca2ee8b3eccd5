#pragma once

/// The sitting of whoever types: which node, by which key, as whom, and why. Set once, used by every command.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/base.h"

namespace tansiq::cli {

/// The handling of what is imported, for records that come without. Empty fields say nothing.
struct Profile {
  std::string grade;   ///< Admiralty, e.g. "B2"
  std::string tlp;     ///< TLP 2.0: clear, green, amber, amber+strict, red
  std::string review;  ///< RFC 3339 date or date-time
  std::string onward;  ///< none, ask, cell
  std::string use;     ///< the permitted use
  std::vector<std::string> releasable_to;

  bool operator==(const Profile&) const = default;
};

/// What the session file remembers. Every field may be empty.
struct Session {
  std::string url;      ///< of the node, "https://host:port"
  std::string pin;      ///< base64 SHA-256 of the node's public key; empty: the system's authorities decide
  std::string token;    ///< API token
  std::string purpose;  ///< why the officer acts; sent with every act
  std::string basis;    ///< the legal basis
  std::string case_id;
  std::string collection;  ///< where records go and are looked for
  Profile profile;

  /// Every field that holds a word, with the name it has in the file and on the command line.
  [[nodiscard]] std::vector<std::pair<std::string, std::string*>> words();

  bool operator==(const Session&) const = default;
};

/// The file: $TANSIQ_HOME/session.json, else $XDG_CONFIG_HOME/tansiq/, else ~/.config/tansiq/. Empty where
/// there is no home at all.
std::string session_file();

/// Reads the session; an absent file is an empty session. Refuses a file that other users can read.
base::Result<Session> load_session(const std::string& file);

/// Writes it whole, readable by its owner alone; a crash leaves the old one or the new one.
base::Result<> save_session(const Session& session, const std::string& file);

/// Puts what the environment says over what the file says: TANSIQ_URL, TANSIQ_PIN, TANSIQ_TOKEN,
/// TANSIQ_PURPOSE, TANSIQ_BASIS, TANSIQ_CASE, TANSIQ_COLLECTION.
void apply_environment(Session& session);

}  // namespace tansiq::cli
