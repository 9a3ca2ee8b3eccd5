// How soon a search sees a record: from the moment when its commit is durable to the first search that finds
// it, in a node that holds some thousands of invented persons and whose index follows the store.
//   names_bench [PERSONS [ROUNDS]]
// Prints the median and p99 in milliseconds; the index looks for new commits every 10 ms, so half of that is
// waiting.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <string>
#include <thread>
#include <vector>

#include "node/name_index.h"
#include "stix/reader.h"
#include "store/sqlite/sqlite.h"

namespace {

using namespace tansiq;
using Clock = std::chrono::steady_clock;

/// A name of its own for every number, made of syllables.
std::string name_of(std::size_t number) {
  static constexpr const char* syllables[] = {"ba", "del", "ki", "ram", "so", "tun", "vi", "zor", "ma", "ne"};
  std::string given = "Zan", family = "Or";
  for (std::size_t rest = number + 1; rest > 0; rest /= 10) {
    given += syllables[rest % 10];
    family += syllables[(rest * 7 + 3) % 10];
  }
  return given + " " + family;
}

std::string object_of(std::size_t number) {
  return fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"identity--00000000-0000-4000-8000-{:012}",)"
      R"("created":"2026-04-01T00:00:00.000Z","modified":"2026-04-01T00:00:00.000Z","name":"{}",)"
      R"("identity_class":"individual"}})",
      number, name_of(number));
}

/// Files objects in one commit; fails the program where that fails.
void file(store::Store& store, std::int64_t collection, std::size_t first, std::size_t count) {
  stix::Reader reader;
  std::vector<stix::Object> objects;
  for (std::size_t i = first; i < first + count; ++i)
    objects.push_back(reader.read_object(object_of(i)).value());
  const auto written = store.write(count * 400, [&](store::Transaction& transaction) -> base::Result<> {
    journal::Act act;
    act.act = "publish";
    act.actor = "bench";
    const auto entry = transaction.append(act);
    if (!entry) return base::fail(entry);
    for (const auto& object : objects)
      if (auto added = transaction.add({.collection = collection, .object = &object, .handling = {}}, *entry);
          !added)
        return base::fail(added);
    return {};
  });
  if (!written) fmt::print(stderr, "{}\n", written.error().text()), std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t persons = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 20'000;
  const std::size_t rounds = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 300;
  auto pattern = (std::filesystem::temp_directory_path() / "tansiq-names-XXXXXX").string();
  const std::string folder = ::mkdtemp(pattern.data());
  {
    store::sqlite::Options options;
    options.directory = folder + "/store";
    options.create = true;
    const auto store = store::sqlite::open(options).value();
    std::int64_t collection = 0;
    const auto made = store->write(0, [&](store::Transaction& transaction) -> base::Result<> {
      store::Collection records;
      records.id = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";
      records.title = "Records";
      const auto number = transaction.put(records);
      if (number) collection = *number;
      return number ? base::Result<>() : base::fail(number);
    });
    if (!made) return 1;
    constexpr std::size_t batch = 1000;
    for (std::size_t i = 0; i < persons; i += batch)
      file(*store, collection, i, std::min(batch, persons - i));

    node::NameIndex index(*store, "");
    while (!index.complete()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::vector<double> waits;
    for (std::size_t round = 0; round < rounds; ++round) {
      const std::size_t number = persons + round;
      const node::NamedKey key{collection, store::own_service,
                               fmt::format("identity--00000000-0000-4000-8000-{:012}", number)};
      file(*store, collection, number, 1);
      const auto committed = Clock::now();
      for (bool found = false; !found;) {
        const auto hits = index.index()->search(name_of(number), {}, 1);
        found = hits && !hits->empty() && hits->front().id == key.text();
      }
      waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - committed).count());
    }
    std::sort(waits.begin(), waits.end());
    fmt::print(
        "commit to found, {} persons held, {} rounds: median {:.1f} ms, p99 {:.1f} ms, most {:.1f} ms\n",
        persons, rounds, waits[waits.size() / 2], waits[waits.size() * 99 / 100], waits.back());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}
