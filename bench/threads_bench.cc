// The duty desk of a whole node after years: 100,000 warnings (or as many as given), a tenth of them open,
// nine answers each, in a store on the disk, and a journal of 200,000 entries. Figures: the first look after
// a start, which folds everything; the first page of a desk; one answer that comes and the page behind it; a
// list of threads; a proof made, and checked.
//
//   threads_bench [THREADS]

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <random>

#include "desk/desk_test_support.h"
#include "node/acts/prove.h"
#include "node/acts/raise_warning.h"
#include "node/acts/see_threads.h"
#include "node/duty/thread_book.h"
#include "node/partners/taking.h"
#include "node/partners/test_cell.h"
#include "stix/stix.h"

namespace {

using namespace tansiq;
using namespace tansiq::node;
namespace kit = tansiq::node::testing;
using Steady = std::chrono::steady_clock;

double milliseconds_since(Steady::time_point begin) {
  return std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
}

template <typename T>
T orelse_exit(base::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "threads_bench: {}\n", result.error().text());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe)
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <typename Act>
void measured(const char* what, int runs, const Act& act) {
  std::vector<double> all;
  for (int i = 0; i < runs; ++i) {
    const auto begin = Steady::now();
    act(i);
    all.push_back(milliseconds_since(begin));
  }
  std::sort(all.begin(), all.end());
  fmt::print("{:<44} median {:>8.2f} ms   p99 {:>8.2f} ms   {} times\n", what, all[all.size() / 2],
             all[all.size() * 99 / 100], runs);
}

/// A node that is asked by three others and asks them.
class World {
 public:
  explicit World(int threads) {
    for (auto* other : {&paris_, &madrid_, &brussels_}) {
      rabat_.meet(*other);
      other->meet(rabat_);
    }
    rabat_.put(paper::policy, "policy", 1, kit::TestCell::policy);
    for (auto* each : {&rabat_, &paris_, &madrid_, &brussels_})
      services_.push_back(exchange::identity_of(each->id()));
    numbers_ = {store::own_service, rabat_.number_of(paris_), rabat_.number_of(madrid_),
                rabat_.number_of(brussels_)};
    fill(threads);
  }

  Node& node() { return *rabat_; }

  /// One more object of a thread, durable.
  void file(const std::string& text, std::size_t by) { file_all({{text, by}}); }
  std::string acknowledgement(int number, int thread, std::size_t by) {
    return desk::AcknowledgementObject{.number = number,
                                       .service = services_[by],
                                       .modified = desk::at(10),
                                       .warning = thread,
                                       .asker = services_[static_cast<std::size_t>(thread % 4)]}
        .text();
  }

 private:
  using Said = std::pair<std::string, std::size_t>;

  void fill(int threads) {
    std::vector<Said> said;
    for (int i = 0; i < threads; ++i) {
      thread(i, i < threads / 10, said);
      if (said.size() < 2000 && i + 1 < threads) continue;
      file_all(said);
      said.clear();
    }
    for (int i = 0; i < 100; ++i)
      orelse_exit(rabat_->store.write(0, [](store::Transaction& transaction) -> base::Result<> {
        for (int entry = 0; entry < 2000; ++entry)
          if (auto act = transaction.append({.act = "consult", .actor = "somebody"}); !act)
            return base::fail(act);
        return {};
      }));
  }

  void thread(int i, bool is_open, std::vector<Said>& said) {
    const auto asker = static_cast<std::size_t>(i % 4);
    std::vector<std::string> addressed;
    for (std::size_t s = 0; s < 4; ++s)
      if (s != asker) addressed.push_back(services_[s]);
    const std::string more =
        fmt::format(R"("description":"Told by a source of proven access; the place is not named. {}",)"
                    R"("severity":"severe","urgency":"future","certainty":"possible","grade":"B3",)",
                    std::string(200, 'x'));
    said.emplace_back(
        desk::WarningObject{
            .number = i, .addressed = addressed, .acknowledge_by = desk::at(30 + i % 1000), .more = more}
            .text(),
        asker);
    for (int a = 0; a < 8; ++a) {
      const auto by = (asker + 1 + static_cast<std::size_t>(a % (is_open ? 2 : 3))) % 4;
      said.emplace_back(acknowledgement(i * 10 + a, i, by), by);
    }
    desk::OutcomeObject report{
        .number = i, .service = services_[is_open ? (asker + 1) % 4 : asker], .asker = services_[asker]};
    report.on = fmt::format(R"("report_on":"warning","warning_ref":"{}",)", desk::id("threat-warning", i));
    said.emplace_back(report.text(), is_open ? (asker + 1) % 4 : asker);
  }

  void file_all(const std::vector<Said>& said) {
    std::vector<stix::Object> objects;
    objects.reserve(said.size());
    for (const auto& [text, by] : said) objects.push_back(orelse_exit(reader_.read_object(text)));
    orelse_exit(rabat_->store.write(0, [&](store::Transaction& transaction) -> base::Result<> {
      const auto act = transaction.append({.act = "receive", .actor = "bench"});
      if (!act) return base::fail(act);
      for (std::size_t i = 0; i < said.size(); ++i) {
        const auto added = transaction.add(
            {rabat_.test_node().collection(), numbers_[said[i].second], &objects[i], 0}, *act);
        if (!added) return base::fail(added);
      }
      return {};
    }));
  }

  kit::TestService rabat_{"rabat", "MA"}, paris_{"paris", "FR"}, madrid_{"madrid", "ES"},
      brussels_{"brussels", "BE"};
  std::vector<desk::Service> services_;
  std::vector<store::ServiceNumber> numbers_;
  stix::Reader reader_;
};

}  // namespace

int main(int count, char** values) {
  const int threads = count > 1 ? static_cast<int>(std::strtol(values[1], nullptr, 10)) : 100'000;
  const auto filling = Steady::now();
  World world(threads);
  fmt::print("{} threads with {} objects, {} open; filed in {:.0f} s\n", threads, threads * 10, threads / 10,
             milliseconds_since(filling) / 1000);
  auto duty = kit::officer({Role::duty_officer});
  const auto first_page = [&] {
    return orelse_exit(acts::show_desk(world.node(), duty, 50, desk::Lang::en));
  };

  const auto start = Steady::now();
  {
    const auto reader = orelse_exit(world.node().store.read());
    const auto directory = orelse_exit(world.node().directories->of(*reader));
    orelse_exit(world.node().threads->look(*reader, *directory, world.node().clock(),
                                           [](ThreadBook::View&) { return base::Result<>(); }));
  }
  fmt::print("{:<44} {:.0f} ms\n", "the fold of all at a start, from the store", milliseconds_since(start));
  const auto made = Steady::now();
  first_page();
  fmt::print("{:<44} {:.0f} ms\n", "an officer's desk, for the first time", milliseconds_since(made));
  measured("its first page of 50, journaled", 200, [&](int) { first_page(); });
  measured("one answer filed, and the page behind it", 200, [&](int i) {
    world.file(world.acknowledgement(900'000'000 + i, i, static_cast<std::size_t>(i + 3) % 4),
               static_cast<std::size_t>(i + 3) % 4);
    first_page();
  });
  measured("the newest 100 threads", 5,
           [&](int) { orelse_exit(acts::list_threads(world.node(), duty, {})); });

  const auto raised = orelse_exit(acts::raise_warning(
      world.node(), duty,
      {{{"paris", "madrid"}, {}}, R"({"name":"x","acknowledge_by":"2099-01-01T00:00:00Z"})"}));
  std::string bundle;
  const auto first_proof = Steady::now();
  bundle = orelse_exit(acts::prove(world.node(), duty, raised.id, {})).bundle;
  fmt::print("{:<44} {:.0f} ms\n", "the first proof, with the journal's tree",
             milliseconds_since(first_proof));
  measured("a proof made, and checked by its node", 100,
           [&](int) { bundle = orelse_exit(acts::prove(world.node(), duty, raised.id, {})).bundle; });
  measured("a proof checked by a stranger", 200, [&](int) {
    if (!orelse_exit(check_proof(bundle)).holds()) std::exit(1);  // NOLINT(concurrency-mt-unsafe)
  });
  return 0;
}
