#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handling/handling.h"
#include "node/node.h"
#include "stix/report.h"

namespace tansiq::node::acts {

/// A plain text as an officer files it.
struct ReportFiling {
  std::string collection;   ///< id or alias
  std::string_view text;    ///< UTF-8, not empty; kept byte for byte; lives until file_report() returns
  stix::ReportNotes notes;  ///< its grade is taken from the handling where the notes say none
  std::optional<handling::Handling> handling = {};
  bool dry_run = false;
};

/// The two records that it became.
struct FiledText {
  std::string report;    ///< id
  std::string artifact;  ///< id; follows from the bytes
  std::string version;   ///< of the report
  std::string name;      ///< of the report: the text's first line
  std::string sha256;    ///< of the text, in hexadecimal
  std::size_t bytes = 0;
  bool artifact_created = false;  ///< false: these very bytes were held already
};

/// Files a plain text in any language as an `artifact` that carries exactly its bytes and a `report` about
/// it, both with the handling given, in one commit. Filing the same text twice gives two reports about one
/// artifact.
Result<FiledText> file_report(Node& node, const Actor& actor, const ReportFiling& filing);

}  // namespace tansiq::node::acts
