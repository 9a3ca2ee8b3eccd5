// store_victim DIRECTORY FIRST: a program for tests to break. It adds pairs of records from number FIRST on,
// from two threads, and says each pair on its standard output after the store acknowledged it; a write that
// is refused is said on a line with the fault, and tried again. It goes on until it is killed or its store
// ends it.

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace {

using namespace tansiq;
using base::Result;

void say(const std::string& line) {
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(3);
}

stix::Object object_of(long number) {
  stix::Object object;
  object.type = "indicator";
  object.id = fmt::format("indicator--{:08x}-1111-4111-8111-{:012x}",
                          static_cast<std::uint32_t>(number) * 2654435761U, number);
  object.version = "2026-01-01T00:00:00.000Z";
  object.bytes = fmt::format(R"({{"id":"{}","name":"{}"}})", object.id, std::string(600, 'n'));
  return object;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  store::sqlite::Options options;
  options.directory = arguments[1];
  options.create = true;
  options.log_bytes = std::size_t{256} << 10;
  auto opened = store::sqlite::open(options);
  if (!opened) {
    say(fmt::format("failed {}\n", opened.error().text()));
    return 4;
  }
  auto& store = **opened;
  std::int64_t collection = 0;
  const auto prepared = store.write(1, [&](store::Transaction& tx) -> Result<> {
    const auto held = tx.collection("records");
    if (!held) return base::fail(held);
    if (*held) {
      collection = (*held)->number;
      return {};
    }
    store::Collection made;
    made.id = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";
    made.alias = "records";
    const auto number = tx.put(made);
    if (!number) return base::fail(number);
    collection = *number;
    return {};
  });
  if (!prepared) return 5;
  say("ready\n");
  std::atomic<long> next = std::atol(arguments[2]);
  const auto work = [&] {
    for (;;) {
      const long pair = next++;
      const auto first = object_of(2 * pair);
      const auto second = object_of(2 * pair + 1);
      for (bool done = false; !done;) {
        const auto added = store.write(1500, [&](store::Transaction& tx) -> Result<> {
          const auto act = tx.append({.act = "publish", .actor = "victim", .subject = first.id});
          if (!act) return base::fail(act);
          for (const auto* object : {&first, &second})
            if (auto one = tx.add({.collection = collection, .object = object}, *act); !one)
              return base::fail(one);
          return {};
        });
        done = added.has_value();
        say(done ? fmt::format("{}\n", pair)
                 : fmt::format("refused {}\n", base::name_of(added.error().fault)));
        if (!done) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    }
  };
  std::thread other(work);
  work();
}
