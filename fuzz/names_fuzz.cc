// Any bytes as names: they are read, compared, indexed, searched, explained and, as a snapshot, loaded, in
// bounded time and memory; the score of a pair is symmetric.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "names/index.h"

namespace {

using namespace tansiq::names;

/// A small index that every input is searched in.
const Index& crowd() {
  static const std::unique_ptr<Index> index = [] {
    auto made = std::make_unique<Index>();
    std::vector<Record> records;
    int number = 0;
    for (const char* name : {"محمد بن عبد الله الزهراني", "Keith Ellsworth", "Noureddine Hajizadeh",
                             "Abd al-Rahman Ziani", "أم كلثوم"}) {
      Record record;
      record.id = std::to_string(number++);
      record.names.push_back({name, NameKind::birth});
      records.push_back(std::move(record));
    }
    if (!made->put(std::move(records))) std::abort();
    return made;
  }();
  return *index;
}

void load_as_snapshot(std::string_view bytes) {
  const std::size_t size = bytes.size() / 64 * 64;
  if (size == 0) return;
  const std::shared_ptr<char> memory(static_cast<char*>(std::aligned_alloc(64, size)), std::free);
  std::memcpy(memory.get(), bytes.data(), size);
  (void)Index::load({memory.get(), size}, memory);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view left = bytes.substr(0, bytes.find('\n'));
  const std::string_view right =
      left.size() < bytes.size() ? bytes.substr(left.size() + 1) : std::string_view();
  const auto there = crowd().pair(left, right), back = crowd().pair(right, left);
  if (there.has_value() != back.has_value() || (there && *there != *back)) std::abort();
  if (there && !(*there >= 0 && *there <= 1)) std::abort();
  if (const auto hits = crowd().search(left, {}, 5))
    for (const Hit& hit : *hits)
      for (const Language language :
           {Language::arabic, Language::french, Language::english, Language::spanish})
        if (sentence(hit.explanation, language).empty()) std::abort();
  Index own;
  Record record;
  record.id = "fuzz";
  record.names.push_back({std::string(right), NameKind::alias});
  if (own.put({record}) && !own.search(right, {}, 1)) std::abort();
  load_as_snapshot(bytes);
  return 0;
}
