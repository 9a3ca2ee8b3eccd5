// A list in CSV, its mapping before it, up to a line of three hyphens: any bytes give a mapping or an error,
// and entries that do not depend on how the list is cut.

#include "list_entries.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansiq;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view line = "---\n";
  const auto end = input.find(line);
  const auto head = end == std::string_view::npos ? std::string_view() : input.substr(0, end);
  const auto list = end == std::string_view::npos ? input : input.substr(end + line.size());
  const auto mapping = lists::parse_mapping(head, "mapping");
  if (!mapping) return 0;
  fuzz::expect_same_entries(list, [&](lists::Reader::Sink sink) { return lists::read_csv(*mapping, sink); });
  return 0;
}
