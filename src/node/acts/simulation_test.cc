// Whole nodes under schedules drawn from a seed: what officers do, what is carried and when, what comes
// twice, who loses power. However it went, once everything was carried all agree: each holds the last version
// of what it was given, directly or onward, nothing of what was recalled, and nothing that was never meant
// for it.

#include <gmock/gmock.h>
#include <map>
#include <random>
#include <set>

#include "node/acts/ask_onward.h"
#include "node/acts/correct.h"
#include "node/acts/permit_onward.h"
#include "node/acts/recall.h"
#include "node/acts/redecide.h"
#include "node/partners/orders.h"
#include "node/partners/test_release.h"
#include "node/partners/test_traffic.h"

namespace tansiq::node::acts {
namespace {

using namespace tansiq::node::testing;
using ::testing::IsEmpty;

std::uint64_t seed() {
  const char* given = std::getenv("TANSIQ_SEED");  // NOLINT(concurrency-mt-unsafe)
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20'261'128;
  std::printf("TANSIQ_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

int schedules() {
  const char* rounds = std::getenv("TANSIQ_ROUNDS");  // NOLINT(concurrency-mt-unsafe)
  return 10 * (rounds != nullptr ? static_cast<int>(std::strtol(rounds, nullptr, 10)) : 20);
}

/// One record as the schedule knows it.
struct Said {
  std::string id;
  std::size_t originator = 0;
  std::string version;           ///< the last one
  std::set<std::size_t> given;   ///< by its originator
  std::set<std::size_t> passed;  ///< by a holder, with permission
  bool recalled = false;
};

class Simulation {
 public:
  /// No two clocks agree.
  explicit Simulation(std::uint64_t seed) : random_(seed) {
    for (std::size_t i = 0; i < members; ++i)
      member(i).test_node().move_clock(std::chrono::minutes{90} * static_cast<int>(i));
  }

  /// Plays one schedule to its end and checks it. What came before is settled and stays as it is.
  void play() {
    said_.clear();
    kept_.clear();
    away_ = below(8) == 0 ? std::optional(below(members)) : std::nullopt;
    if (away_) tell(member(*away_).name() + " is away for a week");
    const auto steps = 8 + below(16);
    for (std::size_t i = 0; i < steps; ++i) step();
    if (away_)
      for (std::size_t i = 0; i < members; ++i) member(i).test_node().move_clock(std::chrono::hours{24 * 7});
    away_.reset();
    settle();
    check();
  }

  /// How often what matters most was tried.
  std::size_t passed_on = 0, corrected_onward = 0, recalled_onward = 0;

  /// What happened, for whoever looks into a failure.
  [[nodiscard]] const std::string& story() const { return story_; }

 private:
  static constexpr std::size_t members = 4;

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }
  TestService& member(std::size_t i) { return *cell_.services()[i]; }
  void tell(const std::string& what) { story_ += what + "\n"; }

  std::size_t other_than(std::size_t one) {
    const auto other = below(members - 1);
    return other >= one ? other + 1 : other;
  }

  void step() {
    switch (below(12)) {
      case 0:
      case 1:
        return file_and_release();
      case 2:
        return correct_one();
      case 3:
        return recall_one();
      case 4:
        return answer_all(below(members));
      case 5:
      case 6:
        return pass_on_one();
      case 7:
        return replay();
      case 8:
        return lose_power(below(members));
      case 9:
        return decide_anew(below(members));
      default:
        return carry_one();
    }
  }

  void file_and_release() {
    const auto originator = below(members);
    Said said;
    const int number = ++last_;
    said.id = campaign_id(number);
    said.originator = originator;
    said.version = first_version;
    std::vector<std::string> to;
    const auto bits = 1 + below((1U << members) - 1);
    for (std::size_t i = 0; i < members; ++i)
      if (i != originator && (bits >> i & 1) != 0) {
        to.push_back(member(i).name());
        said.given.insert(i);
      }
    if (to.empty()) return;
    std::vector<std::string> all;
    for (std::size_t i = 0; i < members; ++i) all.push_back(member(i).name());
    file(member(originator), campaign(number, fmt::format("record {}", number), first_version),
         handling_for(all));
    const auto done = order(member(originator), of({said.id}, to));
    EXPECT_EQ(done.ordering.tally.released, to.size());
    tell(fmt::format("{} gives {} to {}", member(originator).name(), said.id, fmt::join(to, ", ")));
    said_.push_back(std::move(said));
  }

  Said* any() { return said_.empty() ? nullptr : &said_[below(said_.size())]; }

  void correct_one() {
    auto* said = any();
    if (said == nullptr || said->recalled) return;
    auto& originator = member(said->originator);
    originator.test_node().move_clock(std::chrono::seconds{1});
    const auto changes = fmt::format(R"({{"name":"corrected {}"}})", ++last_);
    const auto done = correct(*originator, officer({Role::analyst}), {{said->id, {}, {}}, changes, {}, {}});
    ASSERT_TRUE(done) << done.error().text();
    said->version = done->record.version;
    corrected_onward += said->passed.empty() ? 0 : 1;
    tell(fmt::format("{} corrects {}", originator.name(), said->id));
  }

  void recall_one() {
    auto* said = any();
    if (said == nullptr || said->recalled) return;
    const auto done = recall(*member(said->originator), releasing(), {.id = said->id, .reason = "wrong"});
    ASSERT_TRUE(done) << done.error().text();
    said->recalled = true;
    recalled_onward += said->passed.empty() ? 0 : 1;
    tell(fmt::format("{} recalls {}", member(said->originator).name(), said->id));
  }

  void answer_all(std::size_t who) {
    const auto asks = list_onward(*member(who), releasing());
    ASSERT_TRUE(asks) << asks.error().text();
    for (const auto& one : *asks) {
      if (one.ask.side != OnwardAsk::Side::theirs || one.ask.state != OnwardAsk::State::waiting) continue;
      const bool permits = below(4) != 0;
      if (permit_onward(*member(who), releasing(), {.ask = one.ask.id, .permit = permits}))
        tell(fmt::format("{} {} {} to {}", member(who).name(), permits ? "permits" : "refuses", one.partner,
                         one.recipient));
    }
  }

  /// The whole way of passing on, each part of which may not happen, or not yet.
  void pass_on_one() {
    auto* said = any();
    if (said == nullptr || said->given.empty()) return;
    const auto holder =
        *std::next(said->given.begin(), static_cast<std::ptrdiff_t>(below(said->given.size())));
    const auto to = other_than(holder);
    if (to == said->originator) return;
    const auto mostly = [this] { return below(5) != 0; };
    if (mostly()) carry_between(said->originator, holder);
    if (mostly() && ask_onward(*member(holder), releasing(), {.id = said->id, .to = member(to).name()}))
      tell(fmt::format("{} asks to pass {} on to {}", member(holder).name(), said->id, member(to).name()));
    if (mostly()) carry_between(holder, said->originator);
    if (mostly()) answer_all(said->originator);
    if (below(3) == 0) correct_one();
    if (mostly()) carry_between(said->originator, holder);
    const auto done = release(*member(holder), releasing(), of({said->id}, {member(to).name()}));
    if (!done || done->ordering.tally.released == 0) return;
    said->passed.insert(to);
    ++passed_on;
    tell(fmt::format("{} passes {} on to {}", member(holder).name(), said->id, member(to).name()));
  }

  void carry_one() {
    const auto from = below(members);
    carry_between(from, other_than(from));
  }

  void carry_between(std::size_t from, std::size_t to) {
    if (away_ == from || away_ == to) return;
    const auto inbox = inbox_of(member(to), member(from));
    const auto batch = fetch(member(from), member(to), {inbox.epoch, inbox.number});
    kept_.push_back({from, to, batch});
    hand(member(to), member(from), batch);
    tell(fmt::format("{} hears {}", member(to).name(), member(from).name()));
  }

  /// Something that was carried before comes once more.
  void replay() {
    if (kept_.empty()) return;
    const auto& old = kept_[below(kept_.size())];
    if (away_ == old.to) return;
    hand(member(old.to), member(old.from), old.batch);
    tell(fmt::format("{} hears {} again", member(old.to).name(), member(old.from).name()));
  }

  void lose_power(std::size_t who) {
    member(who).restart();
    tell(member(who).name() + " loses power");
  }

  void decide_anew(std::size_t who) {
    member(who).test_node().move_clock(std::chrono::seconds{1});
    const auto done = redecide(*member(who));
    ASSERT_TRUE(done) << done.error().text();
    tell(member(who).name() + " decides anew");
  }

  void settle() {
    for (int round = 0; round < 4; ++round) {
      carry_all(cell_);
      for (std::size_t i = 0; i < members; ++i) decide_anew(i);
    }
    carry_all(cell_);
  }

  /// The versions that a member holds of a record of others, with their bytes.
  std::map<std::string, std::string> held(std::size_t who, const std::string& id) {
    std::map<std::string, std::string> all;
    const auto reader = member(who)->store.read();
    const auto collection = received_collection(**reader);
    if (!collection->has_value()) return all;
    store::Filter filter;
    filter.ids = {id};
    filter.versions.all = true;
    EXPECT_TRUE((*reader)->visit(**collection, filter, [&](const store::RecordView& record) {
      all.emplace(record.version, record.bytes);
      return true;
    }));
    return all;
  }

  void check() {
    for (const auto& said : said_) {
      std::string bytes;
      for (std::size_t who = 0; who < members; ++who) {
        if (who == said.originator) continue;
        const auto versions = held(who, said.id);
        const bool meant = said.given.contains(who) || said.passed.contains(who);
        if (said.recalled || !meant) {
          EXPECT_THAT(versions, IsEmpty()) << member(who).name() << " holds " << said.id
                                           << (said.recalled ? " that was recalled" : " that is not for it");
          continue;
        }
        ASSERT_TRUE(versions.contains(said.version))
            << member(who).name() << " lacks the last of " << said.id;
        if (bytes.empty()) bytes = versions.at(said.version);
        EXPECT_EQ(versions.at(said.version), bytes);
      }
    }
    for (std::size_t from = 0; from < members; ++from)
      for (std::size_t to = 0; to < members; ++to)
        if (from != to) check_pair(member(from), member(to));
  }

  static void check_pair(TestService& from, TestService& to) {
    const auto reader = from->store.read();
    const auto outbox = (*reader)->exchange().outbox(from.number_of(to));
    const auto inbox = inbox_of(to, from);
    EXPECT_EQ(outbox->number, inbox.number) << from.name() << " to " << to.name();
    EXPECT_EQ(outbox->chain, inbox.chain) << from.name() << " to " << to.name();
    EXPECT_FALSE(inbox.held);
  }

  struct Carried {
    std::size_t from, to;
    HeardBatch batch;
  };

  std::mt19937_64 random_;
  TestCell cell_;
  int last_ = 0;
  std::vector<Said> said_;
  std::vector<Carried> kept_;
  std::optional<std::size_t> away_;  ///< hears nobody, and nobody hears it
  std::string story_;
};

TEST(SimulationTest, HoweverItWentAllAgreeInTheEnd) {
  Simulation simulation(seed());
  for (int i = 0; i < schedules(); ++i) {
    simulation.play();
    if (::testing::Test::HasFailure()) {
      const auto& story = simulation.story();
      FAIL() << "schedule " << i << ", what came last:\n"
             << story.substr(story.size() > 4000 ? story.size() - 4000 : 0);
    }
  }
  std::printf("%d schedules: %zu passed on, %zu of them corrected and %zu recalled afterwards\n", schedules(),
              simulation.passed_on, simulation.corrected_onward, simulation.recalled_onward);
  EXPECT_TRUE(schedules() < 100 || simulation.corrected_onward > 0) << "nothing of interest was tried";
}

}  // namespace
}  // namespace tansiq::node::acts
