#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "http.h"

namespace tansiq::conformance {

/// How binding an item is.
enum class Level : std::uint8_t {
  must,    ///< M: a server that fails it is not a TAXII 2.1 server
  should,  ///< S
  may,     ///< m: optional, but what is done must be done in one of the stated ways
  differ,  ///< E: the specification is unclear and servers differ; reported for the reader
};

enum class Verdict : std::uint8_t {
  pass,
  fail,
  skipped,         ///< could not be tried with what was given; the note says what is missing
  not_applicable,  ///< the server does not have what the item speaks of
};

/// One thing that was wrong: what was sent, what came, what should have come.
struct Finding {
  std::string sent;
  std::string came;
  std::string expected;
};

/// What a check found out. Passes until something was not as expected.
class Outcome {
 public:
  /// Notes a finding about an answer when `right` is false. Returns `right`, so that a check can stop.
  bool expect(bool right, const Answer& came, std::string expected);

  /// The same where what came is better told in words than shown.
  bool expect(bool right, std::string sent, std::string came, std::string expected);

  /// The status must be one of these.
  bool expect_status(const Answer& came, const std::vector<int>& statuses, std::string_view because = {});

  /// Something a reader should know, whatever the verdict.
  void note(std::string text);

  static Outcome skip(std::string why);
  static Outcome absent(std::string why);

  [[nodiscard]] bool good() const { return verdict_ == Verdict::pass; }
  [[nodiscard]] Verdict verdict() const { return verdict_; }
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  Verdict verdict_ = Verdict::pass;
  std::vector<Finding> findings_;
  std::vector<std::string> notes_;
};

/// The letter and the title of the group that an item number belongs to: "A. Transport, headers,
/// negotiation".
std::string_view section_of(int number);

char letter(Level level);
std::string_view name_of(Verdict verdict);

/// One item's line of the report.
struct Line {
  int number = 0;
  Level level = Level::must;
  std::string statement;
  std::string reference;     ///< section of TAXII 2.1
  std::string approximated;  ///< how what cannot be seen from outside was approached; may be empty
  Outcome outcome;
  double seconds = 0;
};

/// Grouped by section, with findings, then the totals.
void print_text(std::ostream& out, const std::string& server, const std::vector<Line>& lines);

/// `{"server", "items": [{"number", "level", "verdict", ...}], "totals": {...}}`.
void print_json(std::ostream& out, const std::string& server, const std::vector<Line>& lines);

/// True when no M item failed.
bool conforms(const std::vector<Line>& lines);

}  // namespace tansiq::conformance
