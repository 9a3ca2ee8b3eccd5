#include "cli/output.h"

#include <gtest/gtest.h>

namespace tansiq::cli {
namespace {

TEST(Harmless, LeavesNamesAloneAndShowsWhatControls) {
  EXPECT_EQ(harmless("محمد بن عبد الله"), "محمد بن عبد الله");
  EXPECT_EQ(harmless("a\x1b[31mred"), "a␛[31mred");
  EXPECT_EQ(harmless("two\nlines\r"), "two␊lines␍");
  EXPECT_EQ(harmless("\x7f\xc2\x9b"), "␡<U+009B>");
  EXPECT_EQ(harmless("abc\u202Etxt.exe"), "abc<U+202E>txt.exe");
  EXPECT_EQ(harmless("\u2067x\u2069"), "<U+2067>x<U+2069>");
  EXPECT_EQ(harmless("broken \xff\xfe end"), "broken \uFFFD\uFFFD end");
}

TEST(Columns, CountsWhatATerminalShows) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("محمد"), 4U);
  EXPECT_EQ(columns("مُحَمَّد"), 4U) << "vowel marks take no column";
  EXPECT_EQ(columns("東京"), 4U);
  EXPECT_EQ(columns("\u2068x\u2069"), 1U);
}

TEST(Cut, NeverCutsAMarkOffItsLetter) {
  EXPECT_EQ(cut("abcdef", 6), "abcdef");
  EXPECT_EQ(cut("abcdef", 4), "abc…");
  EXPECT_EQ(cut("مُحَمَّد", 3), "مُحَ…");
  EXPECT_EQ(cut("東京都", 4), "東…");
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Table, KeepsItsColumnsAroundRightToLeftNames) {
  Table table({"id", "name", "n"});
  table.add({"1", "سمير", "2"});
  table.add({"22", "Samir", "10"});
  EXPECT_EQ(table.text(0), "id  name   n\n1   \u2068سمير\u2069   2\n22  Samir  10\n");
}

TEST(Table, CutsTheWidestColumnToTheTerminal) {
  Table table({"id", "name"});
  table.add({"1", std::string(50, 'x')});
  EXPECT_EQ(table.text(20), "id  name\n1   xxxxxxxxxxxxxxx…\n");
}

TEST(Numbers, AreReadable) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(as_bytes(1023), "1023 bytes");
  EXPECT_EQ(as_bytes(3 * 1024 * 1024 / 2), "1.5 MiB");
  EXPECT_EQ(short_time("2026-05-01T10:00:00.123456Z"), "2026-05-01 10:00:00");
  EXPECT_EQ(short_time("last"), "last");
}

}  // namespace
}  // namespace tansiq::cli
