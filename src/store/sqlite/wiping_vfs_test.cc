#include "store/sqlite/wiping_vfs.h"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace tansiq::store::sqlite {
namespace {

using Page = std::vector<unsigned char>;

/// A page of 4096 bytes with a b-tree header of `type`, `cells` cells, and content from `content` on.
Page page_of(int type, int cells, int content, std::size_t header = 0) {
  Page page(4096, 0xee);
  page[header] = static_cast<unsigned char>(type);
  page[header + 3] = static_cast<unsigned char>(cells >> 8);
  page[header + 4] = static_cast<unsigned char>(cells & 0xff);
  page[header + 5] = static_cast<unsigned char>(content >> 8);
  page[header + 6] = static_cast<unsigned char>(content & 0xff);
  return page;
}

TEST(WipingVfs, FindsTheGapBetweenPointersAndRows) {
  for (const int leaf : {10, 13}) {
    const auto gap = gap_of(page_of(leaf, 5, 3000).data(), 4096, false);
    EXPECT_EQ(gap.begin, 8U + 10U);
    EXPECT_EQ(gap.end, 3000U);
  }
  for (const int interior : {2, 5}) {
    const auto gap = gap_of(page_of(interior, 5, 3000).data(), 4096, false);
    EXPECT_EQ(gap.begin, 12U + 10U);
    EXPECT_EQ(gap.end, 3000U);
  }
  const auto first = gap_of(page_of(13, 1, 4000, 100).data(), 4096, true);
  EXPECT_EQ(first.begin, 110U);
  EXPECT_EQ(first.end, 4000U);
}

TEST(WipingVfs, TouchesNoOtherPage) {
  for (const int type : {0, 1, 3, 4, 6, 9, 11, 12, 14, 255}) {
    const auto gap = gap_of(page_of(type, 5, 3000).data(), 4096, false);
    EXPECT_EQ(gap.begin, gap.end) << type;
  }
}

TEST(WipingVfs, TouchesNoPageThatDoesNotHold) {
  for (const auto& [cells, content] :
       {std::pair{5, 10}, {5, 18}, {3000, 4000}, {65535, 65535}, {1, 5000}, {0, 0}}) {
    const auto gap = gap_of(page_of(13, cells, content).data(), 4096, false);
    EXPECT_EQ(gap.begin, gap.end) << cells << " " << content;
  }
}

TEST(WipingVfs, IsRegisteredOnceForEachBase) {
  EXPECT_FALSE(wiping_vfs({}).empty());
  EXPECT_EQ(wiping_vfs({}), wiping_vfs({}));
  EXPECT_NE(wiping_vfs({}), wiping_vfs("unix"));
  EXPECT_TRUE(wiping_vfs("no such base").empty());
}

}  // namespace
}  // namespace tansiq::store::sqlite
