#pragma once

/// A SQLite VFS that leaves nothing of erased rows in the free middle of a page.
///
/// With secure_delete SQLite overwrites what it deletes, but where it moves rows from one page to another
/// (when a page splits, or two are joined) the old page may keep a copy of them in the gap between its row
/// pointers and its rows. Deleting the row later overwrites only the row. So whatever is written to the
/// database file passes here, and the gap goes out as zeros. The gap has no meaning to SQLite ("unallocated
/// region", https://www.sqlite.org/fileformat2.html section 1.6).

#include <cstddef>
#include <cstdint>
#include <string>

namespace tansiq::store::sqlite {

/// The first byte of a b-tree page is its type (2, 5, 10 or 13); that of any other page is the first byte of
/// a page number. While page numbers stay below 2^25 those cannot be mistaken. 128 GiB with pages of 4096.
inline constexpr std::int64_t most_pages = (std::int64_t{1} << 25) - 1;

/// Registers (once) the VFS that stands on `base`, an empty name meaning SQLite's default, and returns its
/// name. Empty where there is no such base.
std::string wiping_vfs(const std::string& base);

/// The bytes [begin, end) of a page that are its gap; begin == end where it has none. `at_start`: the page
/// is the first of the file, which has the file's header before its own.
struct Gap {
  std::size_t begin = 0, end = 0;
};
Gap gap_of(const unsigned char* page, std::size_t size, bool at_start);

}  // namespace tansiq::store::sqlite
