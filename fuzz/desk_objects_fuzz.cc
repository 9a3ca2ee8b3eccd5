// What partners send, as the desk takes it: each line is an object, its first letter says who sent it.
// Whatever they are, the threads kept one by one are those folded at once, and every line about them is one
// line.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "desk/desk.h"
#include "stix/json/parse.h"

namespace {

using namespace tansiq;
using namespace tansiq::desk;

/// The services of the seeds.
const Service& service(char letter) {
  static const std::vector<Service> all = {
      "identity--0e6d1c8b-2a4f-4c3d-b5e6-7f8091a2b3c4", "identity--1f7e2d9c-3b50-4d4e-86f7-8091a2b3c4d5",
      "identity--2a8f3e0d-4c61-4e5f-97a8-91a2b3c4d5e6", "identity--3b904f1e-5d72-4f60-a8b9-a2b3c4d5e6f7"};
  return all[static_cast<unsigned char>(letter) % all.size()];
}

void check_lines(const Thread& thread) {
  const auto name = [](const Service& each) { return each; };
  for (const Lang lang : {Lang::en, Lang::ar}) {
    const auto mark = say(name_of(thread.nature), lang);
    for (const auto& each : lines(thread, lang, name))
      if (!each.starts_with(mark) || !base::check_line(each, 100'000, "")) std::abort();
  }
}

void check_mentions(std::string_view text) {
  stix::json::Parser parser;
  std::vector<stix::Problem> problems;
  if (!parser.parse(text, 64)) return;
  (void)mentions_of(parser.top(problems));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Time now = *base::parse_time("2026-05-01T10:30:00Z");
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<Filed> objects;
  while (!text.empty() && objects.size() < 50) {
    const auto end = text.find('\n');
    if (const auto line = text.substr(0, end); !line.empty()) {
      objects.push_back({line.substr(1), service(line.front()), now});
      check_mentions(line.substr(1));
    }
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  Threads kept(now);
  for (auto each = objects.rbegin(); each != objects.rend(); ++each) kept.add(*each);
  const auto threads = fold(objects, now);
  if (kept.size() != threads.size()) std::abort();
  for (const auto& [key, thread] : threads) {
    if (kept.find(key) != thread) std::abort();
    check_lines(thread);
    check_lines(as_seen_by(thread, service('b')));
  }
  return 0;
}
