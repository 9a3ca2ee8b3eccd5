// The desk at the size of a service after years: 100,000 warnings, 10,000 of them open, nine answers each, a
// million objects. Figures: the fold of all at a start; one answer that comes (fold of its thread, and its
// place on the desk); the first page; the groups; the lines that an officer sees at three in the morning.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <fstream>
#include <random>

#include "desk/desk.h"
#include "desk/desk_test_support.h"

namespace {

using namespace tansiq::desk;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration took) {
  return std::chrono::duration<double, std::milli>(took).count();
}

template <typename Act>
double timed(const Act& act) {
  const auto begin = Clock::now();
  act();
  return milliseconds(Clock::now() - begin);
}

/// The median and the slowest of some runs.
template <typename Act>
std::string measured(int runs, const Act& act) {
  std::vector<double> all;
  for (int i = 0; i < runs; ++i) all.push_back(timed([&] { act(i); }));
  std::sort(all.begin(), all.end());
  return fmt::format("median {:.3f} ms, slowest {:.3f} ms", all[all.size() / 2], all.back());
}

std::size_t resident_mib() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * 4096 / (1024 * 1024);
}

/// Warnings of a few hundred bytes with text, as they are; the first `open` are not closed.
struct World {
  std::vector<std::string> texts;
  std::vector<Filed> filed;
  std::vector<Service> services;

  World(int threads, int open) {
    for (int i = 0; i < 8; ++i) services.push_back(id("identity", i));
    texts.reserve(static_cast<std::size_t>(threads) * 10);
    for (int i = 0; i < threads; ++i) thread(i, i < open);
    // As they come: the answers to a warning among those to some two hundred others.
    std::mt19937_64 random(5);
    for (std::size_t at = 0; at < filed.size(); at += 2000)
      std::shuffle(filed.begin() + static_cast<std::ptrdiff_t>(at),
                   filed.begin() + static_cast<std::ptrdiff_t>(std::min(filed.size(), at + 2000)), random);
  }

  void add(std::string text, const Service& by) {
    texts.push_back(std::move(text));
    filed.push_back({texts.back(), by, at(5)});
  }

  void thread(int i, bool is_open) {
    const Service& asker = services[static_cast<std::size_t>(i % 4)];
    std::vector<std::string> addressed;
    for (std::size_t s = 0; s < 8; ++s)
      if (services[s] != asker) addressed.push_back(services[s]);
    const std::string more = fmt::format(
        R"("description":"Told by a source of proven access, {} times before; the place is not named. {}",)"
        R"("severity":"severe","urgency":"future","certainty":"possible","grade":"B3",)",
        i, std::string(200, 'x'));
    add(WarningObject{.number = i, .addressed = addressed, .acknowledge_by = at(30 + i % 1000), .more = more}
            .text(),
        asker);
    // An open one is not answered by everybody yet; a closed one is, and reported on.
    const int answers = is_open ? 4 : 7;
    for (int a = 0; a < 8; ++a) {
      const auto& by = addressed[static_cast<std::size_t>(a % answers)];
      add(AcknowledgementObject{.number = i * 10 + a,
                                .service = by,
                                .action = a % 3 == 0 ? "acting" : "received",
                                .warning = i,
                                .asker = asker}
              .text(),
          by);
    }
    OutcomeObject report{.number = i, .service = is_open ? addressed[0] : asker, .asker = asker};
    report.on = fmt::format(R"("report_on":"warning","warning_ref":"{}",)", id("threat-warning", i));
    add(report.text(), report.service);
  }
};

}  // namespace

int main(int count, char** values) {
  const int threads = count > 1 ? std::atoi(values[1]) : 100'000;
  const int open = threads / 10;
  const World world(threads, open);
  const auto before = resident_mib();
  fmt::print("{} objects in {} threads, {} open\n", world.filed.size(), threads, open);

  Threads kept(at(20));
  const Service me = world.services[7];
  Desk desk(me);
  const auto cpu = std::clock();
  fmt::print("fold of all, onto the desk  {:.0f} ms",
             timed([&] { kept.load(world.filed, [&](Thread thread) { desk.put(std::move(thread)); }); }));
  fmt::print(", {:.0f} ms of processor time, {} MiB of memory\n",
             1000.0 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC, resident_mib() - before);
  desk.read_everything();
  const auto tally = desk.tally(Pile::acknowledge, Nature::actual);
  fmt::print("on it                       {} to acknowledge\n", tally.count);

  fmt::print("first page of 50            {}\n",
             measured(200, [&](int) { (void)desk.page(Pile::acknowledge, 0, 50); }));
  fmt::print("the pile in groups          {}\n",
             measured(50, [&](int) { (void)desk.groups(Pile::acknowledge); }));
  fmt::print("the lines of a night        {}\n", measured(200, [&](int) { (void)summary(desk, Lang::ar); }));
  fmt::print(
      "one answer, to its place    {}\n", measured(1000, [&](int i) {
        const auto& asker = world.services[static_cast<std::size_t>(i % 4)];
        const auto text =
            AcknowledgementObject{
                .number = 9'000'000 + i, .service = me, .modified = at(18), .warning = i, .asker = asker}
                .text();
        for (const auto& key : kept.add({text, me, at(19)})) desk.put(*kept.find(key));
      }));
  fmt::print("a minute that passes        {}\n", measured(20, [&](int i) {
               for (const auto& key : kept.advance(at(21 + i))) desk.put(*kept.find(key));
             }));
  return 0;
}
