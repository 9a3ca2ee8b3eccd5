#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handling/handling.h"
#include "stix/json/parse.h"
#include "stix/json/value.h"

namespace tansiq::handling {

/// A STIX identifier that stands somewhere in a record.
struct Mention {
  enum class Place {
    reference,  ///< the value of a property whose name ends in _ref
    listed,     ///< an item of a list whose name ends in _refs
    marking,    ///< a marking of the whole object or of one of its properties
    text,       ///< inside any other string, or the name of a member
  };
  std::string pointer;  ///< of the string that holds it; of the member where it is a name
  std::string id;
  Place place = Place::text;
};

/// One granular marking, its selectors resolved.
struct GranularMarking {
  std::vector<std::string> pointers;  ///< what it marks, as JSON pointers
  std::string marking;                ///< id of the marking-definition; empty where it only names a language
  std::optional<Tlp> tlp;             ///< what that marking means, where it is one of the predefined ones
};

/// A record prepared for being decided about, once for any number of partners.
class RecordView {
 public:
  /// Reads a record from its canonical bytes and finds everything that a decision looks at. Linear in its
  /// size. Fails where it is no STIX object or a selector marks nothing.
  static Result<RecordView> read(std::string canonical);

  std::string_view bytes() const { return bytes_; }
  std::string_view id() const { return id_; }
  std::string_view type() const { return type_; }
  /// `modified`, else `created`, else stix::unversioned_version.
  std::string_view version() const { return version_; }
  const stix::json::Value& tree() const { return tree_; }

  /// Identifiers other than its own, of predefined markings and of extension definitions.
  const std::vector<Mention>& mentions() const { return mentions_; }
  const std::vector<GranularMarking>& granular_markings() const { return granular_; }
  /// The narrowest TLP among the markings of the whole object.
  std::optional<Tlp> marked() const { return marked_; }

  /// Whether it is about a person: it carries the person extension, or is an identity of a single one.
  bool is_person() const { return is_person_; }
  /// The role in the person extension: suspect, victim, ...; empty where there is none.
  std::string_view person_role() const { return person_role_; }

  /// The value at a JSON pointer, or nullptr.
  const stix::json::Value* at(std::string_view pointer) const;

 private:
  RecordView() = default;
  void find_mentions(const stix::json::Value& value, std::string& pointer, std::string_view name,
                     bool listed);
  void find_in_text(std::string_view text, const std::string& pointer, Mention::Place place);
  Result<> find_granular();

  std::string bytes_;
  std::unique_ptr<stix::json::Parser> parser_;
  stix::json::Value tree_;
  std::string id_, type_, version_, person_role_;
  std::vector<Mention> mentions_;
  std::vector<GranularMarking> granular_;
  std::optional<Tlp> marked_;
  bool is_person_ = false;
};

/// The TLP label that a predefined marking-definition stands for: TLP 2.0 as OASIS publishes it, and TLP 1.0
/// of STIX 2.1 section 7.2.1.4, whose white is clear.
std::optional<Tlp> tlp_of_marking(std::string_view marking_id);

/// Appends one step to a JSON pointer, escaped.
void append_step(std::string& pointer, std::string_view step);

}  // namespace tansiq::handling
