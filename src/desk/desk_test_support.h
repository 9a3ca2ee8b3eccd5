#pragma once

#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

#include "desk/threads.h"

/// Objects of the tests, each valid as docs/records.md says (threads_test holds them against the reader).
namespace tansiq::desk {

inline const Service rabat = "identity--0e6d1c8b-2a4f-4c3d-b5e6-7f8091a2b3c4";
inline const Service madrid = "identity--1f7e2d9c-3b50-4d4e-86f7-8091a2b3c4d5";
inline const Service paris = "identity--2a8f3e0d-4c61-4e5f-97a8-91a2b3c4d5e6";
inline const Service brussels = "identity--3b904f1e-5d72-4f60-a8b9-a2b3c4d5e6f7";

/// The hour of the tests plus minutes.
inline Time at(int minutes) {
  return *base::parse_time("2026-05-01T10:00:00Z") + std::chrono::minutes(minutes);
}

inline std::string stamp(Time time) {
  return base::format_time(time, 3);
}

inline std::string id(std::string_view type, int number) {
  return fmt::format("{}--00000000-0000-4000-8000-{:012}", type, number);
}

inline std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "\"" : ",\"") + text + "\"";
  return "[" + out + "]";
}

/// The beginning of an object of a type of the cell's work, up to and with its common properties.
inline std::string common(std::string_view type, int number, Time created, Time modified,
                          std::string_view status) {
  const std::string_view extension = type == "threat-warning"    ? "76cdc44c-add0-40b4-8434-c604a01cfabe"
                                     : type == "acknowledgement" ? "10255d39-3cdf-4ba3-aaf1-2718ab4e55da"
                                                                 : "21f339ee-8438-4b56-ab3f-4b5f100325d7";
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
      R"("extensions":{{"extension-definition--{}":{{"extension_type":"new-sdo"}}}},"status":"{}",)",
      type, id(type, number), stamp(created), stamp(modified), extension, status);
}

struct WarningObject {
  int number = 1;
  Time created = at(0);
  Time modified = at(0);
  std::string_view status = "actual";
  std::string_view message = "alert";
  std::vector<std::string> addressed = {madrid, paris};
  Time acknowledge_by = at(60);
  std::string more = {};  ///< further members, each followed by a comma

  [[nodiscard]] std::string text() const {
    return common("threat-warning", number, created, modified, status) + more +
           fmt::format(
               R"("name":"Something is coming","message_type":"{}","addressed_refs":{},"acknowledge_by":"{}"}})",
               message, quoted_list(addressed), stamp(acknowledge_by));
  }
};

struct AcknowledgementObject {
  int number = 1;
  Service service = madrid;
  Time modified = at(10);
  std::string_view action = "received";
  std::string_view status = "actual";
  int warning = 1;
  Time warning_modified = at(0);
  Service asker = rabat;
  bool revoked = false;

  [[nodiscard]] std::string text() const {
    return common("acknowledgement", number, at(1), modified, status) +
           (revoked ? R"("revoked":true,)" : "") +
           fmt::format(R"("warning_ref":"{}","warning_modified":"{}","asked_by_ref":"{}","service_ref":"{}",)"
                       R"("officer":"officer {}","action":"{}"}})",
                       id("threat-warning", warning), stamp(warning_modified), asker, service, number,
                       action);
  }
};

struct OutcomeObject {
  int number = 1;
  Service service = rabat;
  Time modified = at(20);
  std::string_view outcome = "prevented";
  std::string_view status = "actual";
  std::string on =
      R"("report_on":"warning","warning_ref":"threat-warning--00000000-0000-4000-8000-000000000001",)";
  Service asker = rabat;  ///< empty: begins a review
  bool revoked = false;

  [[nodiscard]] std::string text() const {
    return common("outcome-report", number, at(1), modified, status) + (revoked ? R"("revoked":true,)" : "") +
           on + (asker.empty() ? "" : fmt::format(R"("asked_by_ref":"{}",)", asker)) +
           fmt::format(
               R"("name":"What came of it","outcome":"{}","service_ref":"{}","officer":"officer {}"}})",
               outcome, service, number);
  }
};

/// Objects that live as long as this does, with who sent them.
class History {
 public:
  History& add(std::string text, const Service& originator, std::optional<Time> held = {}) {
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    filed_.push_back({*texts_.back(), originator, held});
    return *this;
  }
  [[nodiscard]] const std::vector<Filed>& filed() const { return filed_; }
  [[nodiscard]] std::vector<Filed>& filed() { return filed_; }

  /// The thread of warning 1 of Rabat.
  [[nodiscard]] Thread thread(Time now) const {
    const auto threads = fold(filed_, now);
    const auto found = threads.find({rabat, id("threat-warning", 1)});
    return found == threads.end() ? Thread{} : found->second;
  }

 private:
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<Filed> filed_;
};

}  // namespace tansiq::desk
