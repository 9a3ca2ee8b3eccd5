#pragma once

/// Brings files into a node: JSON in chunks, so that memory stays bounded whatever their size, and texts as
/// reports.

#include <cstdint>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/duplicates.h"
#include "cli/output.h"
#include "cli/splitter.h"

namespace tansiq::cli {

struct ImportOptions {
  std::vector<std::string> files;
  std::string as;  ///< "stix" or "text" where the content must not decide
  std::string lang, source, source_url, published;
  Profile profile;
  bool dry_run = false;
  bool again = false;  ///< file a text whose bytes are held already
};

/// What came of one object that was not filed, or of one that contradicts what is held.
struct Remark {
  std::string file;
  std::uint64_t line = 0;  ///< 0: the whole file
  std::uint64_t index = 0;
  std::string id, version;
  std::vector<std::string> reasons;
};

struct Tally {
  std::uint64_t read = 0, created = 0, versions = 0, same = 0, conflicts = 0, rejected = 0, warnings = 0,
                bytes = 0;
};

/// One import of several files. It stops at the first answer that says the node will take nothing more; what
/// was filed until then stays filed, and doing it again repeats nothing.
class Import {
 public:
  Import(Context& context, ImportOptions options);

  /// Imports every file, prints the summary, gives the exit code.
  int run();

 private:
  base::Result<> import_file(const std::string& file);
  base::Result<> import_objects(const std::string& file, Content content, std::string head,
                                class Source& source);
  base::Result<> import_text(const std::string& file, std::string text, class Source& source);
  void count_report(const std::string& file, boost::json::object report, std::uint64_t created);
  base::Result<> send_chunk();
  void take(Piece piece);
  void skip_file(const std::string& file, const base::Error& error);
  [[nodiscard]] Query query() const;
  void print_text(double seconds) const;
  void print_json(double seconds, const base::Error* error) const;

  Context& context_;
  ImportOptions options_;
  Progress progress_;
  Tally tally_;
  std::vector<Remark> skipped_;  ///< files, or rests of files, that could not be taken
  std::vector<Remark> rejections_;
  std::vector<Remark> conflicts_;
  boost::json::array reports_;
  std::uint64_t files_done_ = 0;

  // The file and the chunk that are being read.
  std::string file_;
  std::string chunk_;
  struct Place {
    std::uint64_t line, index;
  };
  std::vector<Place> places_;
  Duplicates duplicates_;
  base::Result<> sent_;  ///< the first failure to send, which ends the import
};

}  // namespace tansiq::cli
