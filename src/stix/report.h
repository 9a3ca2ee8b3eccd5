#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"
#include "stix/object.h"
#include "stix/reader.h"

namespace tansiq::stix {

/// What an officer says of a plain-text report when filing it.
struct ReportNotes {
  std::string lang;        ///< RFC 5646 tag of the text; empty: unknown
  std::string source;      ///< who brought the text: a paper, a service, a person's cover name; may be empty
  std::string source_url;  ///< where it was found; may be empty
  std::string grade;       ///< Admiralty code, "A1" to "F6"; may be empty
  std::string created_by_ref;           ///< the filing service's identity; may be empty
  std::optional<base::Time> published;  ///< when the text appeared; else the time of filing
};

/// A plain text as two objects: the exact bytes, and the report about them.
struct FiledReport {
  Object artifact;
  Object report;
};

/// Files a plain text: an `artifact` that carries exactly these bytes, with their SHA-256 and the
/// deterministic id that follows from it, and a `report` that refers to it, named by the first line that is
/// not blank. The text must be UTF-8 and not empty; it is kept byte for byte, whatever it contains.
/// `report_id` is a new id ("report--" and a version 4 UUID); the caller makes it, since this part draws no
/// random numbers.
///
/// Source and grade stand in the report's first external reference and in its labels ("grade:B2").
base::Result<FiledReport> file_report(Reader& reader, std::string_view text, const ReportNotes& notes,
                                      std::string_view report_id, base::Time now);

/// The bytes that an artifact carries in `payload_bin`, exactly.
base::Result<std::string> payload_of(const Object& artifact);

}  // namespace tansiq::stix
