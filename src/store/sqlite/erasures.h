#pragma once

/// The list of erasures: a file beside the database and outside its backups, so that a restored backup can be
/// brought to forget again what was erased after it was made.
///
/// It names rows by number and instant, never anything made from content. Every line carries a hash over the
/// lines before it, so that one signature over the last hash covers the list. docs/formats.md, "erasures".

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/journal_table.h"
#include "store/sqlite/records.h"

namespace tansiq::store::sqlite {

/// One act of erasing.
struct Erasure {
  std::int64_t number = 0;  ///< 1, 2, 3, ... in the order of their commits
  Time time;
  ErasedRows rows;
  std::vector<ErasedFields> journal;
  std::vector<std::int64_t> submissions;
  std::vector<EnvelopeName> releases;  ///< whose content went from an outbox
  std::vector<EnvelopeName> arrivals;  ///< whose content went from an inbox
  std::vector<std::int64_t> submitted;
};

/// A line without its number and hash, which are given when the line is added.
std::string encode(const Erasure& erasure);
Result<Erasure> decode(std::string_view line);

/// The file, open for appending.
class ErasureList {
 public:
  static constexpr std::string_view file_name = "erasures";

  ErasureList() = default;
  ErasureList(ErasureList&& other) noexcept;
  ErasureList& operator=(ErasureList&& other) noexcept;
  ~ErasureList();

  /// Opens or makes the file (mode 0600) and reads it. A last line that was torn by a crash is cut off;
  /// anything else that does not hold is Fault::internal.
  static Result<ErasureList> open(const std::string& directory);

  [[nodiscard]] const std::vector<Erasure>& erasures() const { return erasures_; }
  [[nodiscard]] std::int64_t last() const { return erasures_.empty() ? 0 : erasures_.back().number; }

  /// Appends and syncs once. Fault::unavailable where the disk is full (the file is then as before); any
  /// other failure is Fault::internal, and what the file holds is unknown.
  Result<> append(const std::vector<Erasure>& more);

 private:
  int file_ = -1;
  std::int64_t size_ = 0;
  base::Digest hash_{};
  std::vector<Erasure> erasures_;
};

}  // namespace tansiq::store::sqlite
