#pragma once

/// Follows a list of persons and organisations that others keep: what is new in it is filed, what changed
/// gets a version, what is gone is withdrawn.

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/context.h"
#include "cli/duplicates.h"
#include "cli/output.h"
#include "lists/object.h"
#include "lists/reader.h"

namespace tansiq::cli {

struct ListOptions {
  std::vector<std::string> files;
  std::string list;  ///< its name, by which its entries are known again
  std::string format, mapping, delimiter;
  std::string role = "unknown";  ///< of entries that are new
  Profile profile;
  bool dry_run = false;
  bool keep_missing = false;   ///< withdraw nothing
  bool withdraw_many = false;  ///< withdraw more than `most_withdrawn_percent` as well
};

/// A list that shrinks by more than this in one import was most likely cut off on its way.
inline constexpr unsigned most_withdrawn_percent = 30;

/// One import of all files of a list. Memory holds what is known of the entries that the node has (some 300
/// bytes each), one chunk, and the largest entry. Nothing is withdrawn unless all files were read to their
/// end and every entry's id was understood.
class ListImport {
 public:
  ListImport(Context& context, ListOptions options);

  /// Imports, prints the summary, gives the exit code.
  int run();

 private:
  /// What the node has of an entry.
  struct Held {
    std::string id, version, digest;
    unsigned withdrawn = 0;  ///< objects of this entry that were revoked
    bool live = false;       ///< there is one that is not revoked; the three above are of it
    bool seen = false;       ///< the files have the entry
  };
  /// One entry that was not filed, or not as it stands in the file.
  struct Remark {
    std::string file;
    std::uint64_t line = 0;  ///< 0: the whole file
    std::string id;
    std::vector<std::string> reasons;
  };
  struct Tally {
    std::uint64_t read = 0, created = 0, versions = 0, same = 0, returned = 0, withdrawn = 0, skipped = 0,
                  wrong = 0, conflicts = 0, rejected = 0;
  };

  base::Result<> read_mapping();
  base::Result<> read_held();
  void remember(const boost::json::object& object);
  base::Result<> import_file(const std::string& file);
  void take(lists::Entry entry);
  base::Result<> change(const Held& held, const boost::json::object& wanted, Remark place);
  base::Result<> send_chunk();
  base::Result<> withdraw_missing();
  void fail_file(const std::string& file, const base::Error& error);
  void print_text(double seconds) const;
  void print_json(double seconds, const base::Error* error) const;

  Context& context_;
  ListOptions options_;
  lists::Mapping mapping_;
  Progress progress_;
  Tally tally_;
  std::unordered_map<std::string, Held> held_;  ///< by the list's own id of the entry
  std::map<std::string, std::uint64_t> skipped_, left_out_;
  std::vector<Remark> failed_files_, wrong_, rejected_;
  bool complete_ = true;    ///< all files were read, and every entry has an id
  std::uint64_t kept_ = 0;  ///< missing in the files, and not withdrawn
  std::string kept_why_;

  // The file and the chunk that are being read.
  std::string file_;
  std::string chunk_;
  struct Place {
    std::uint64_t line;
    std::string id;
  };
  std::vector<Place> places_;
  Duplicates duplicates_;
  base::Result<> sent_;  ///< the first failure to send, which ends the import
};

}  // namespace tansiq::cli
