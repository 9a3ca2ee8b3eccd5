#include "show.h"

#include <algorithm>
#include <boost/json.hpp>
#include <deque>
#include <fmt/format.h>
#include <optional>

#include "columns.h"
#include "figures.h"
#include "terminal.h"

namespace tansiq::demo {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using Steady = std::chrono::steady_clock;

constexpr auto tick = 50ms;
constexpr auto slowest = 3200ms;
/// So long nothing may happen while receipts are missing.
constexpr auto patience = 60s;
/// `tansiq` ends so where some objects were rejected and all others are filed: that is told, and no failure.
constexpr int in_part = 4;

/// A step that was done.
struct Done {
  Step step;
  int code = 0;
  json::value said;
};

class Show {
 public:
  Show(const ShowOptions& options, Followers followers)
      : options_(options),
        followers_(std::move(followers)),
        columns_(options.cell.cities, width_of_terminal(), is_terminal()),
        figures_(options.cell.cities, place_of(options.origin)),
        gap_(options.once ? 0ms : 50ms) {}

  int run();

 private:
  [[nodiscard]] std::size_t place_of(const std::string& city) const {
    const auto& cities = options_.cell.cities;
    return static_cast<std::size_t>(std::find(cities.begin(), cities.end(), city) - cities.begin());
  }
  [[nodiscard]] bool is_shown() const { return !options_.json; }
  void take(const Event& event);
  void begin_step();
  void end_step();
  void draw();
  bool heed_keys();
  [[nodiscard]] bool is_settled() const { return !running_ && figures_.complete(); }
  [[nodiscard]] bool failed() const;
  void sum_up() const;
  [[nodiscard]] json::object summary() const;

  const ShowOptions& options_;
  Followers followers_;
  Columns columns_;
  Figures figures_;
  Keyboard keyboard_;
  std::size_t next_step_ = 0;
  std::optional<Child> running_;
  std::string output_;
  std::vector<Done> done_;
  std::deque<Event> undrawn_;
  Steady::time_point drawn_at_, changed_at_ = Steady::now();
  std::chrono::milliseconds gap_;  ///< between two events on the screen
  bool paused_ = false, asked_again_ = false, gone_ = false;
};

void Show::take(const Event& event) {
  figures_.take(event);
  changed_at_ = Steady::now();
  // Receipts are said by `delivered`, to whom it matters.
  if (is_shown() && event.kind != "receipt") undrawn_.push_back(event);
}

void Show::begin_step() {
  const auto& step = options_.steps[next_step_++];
  if (is_shown()) fmt::print("\n{}: {}\n", step.city, step.sentence);
  std::vector<std::string> command = {options_.cell.tansiq};
  command.insert(command.end(), step.command.begin(), step.command.end());
  command.insert(command.end(), {"--json", "--quiet"});
  auto child = Child::start(command, options_.cell.session_of(place_of(step.city)));
  done_.push_back({step, 0, {}});
  output_.clear();
  changed_at_ = Steady::now();
  if (!child) {
    fmt::print(stderr, "{}\n", child.error().text());
    done_.back().code = incomplete;
    return;
  }
  running_.emplace(std::move(*child));
}

void Show::end_step() {
  auto& done = done_.back();
  done.code = running_->wait();
  running_.reset();
  boost::system::error_code error;
  done.said = json::parse(output_, error);
  changed_at_ = Steady::now();
  if (done.code != complete && done.code != in_part)
    fmt::print(stderr, "{}: tansiq {} ended with {}\n", done.step.city, fmt::join(done.step.command, " "),
               done.code);
}

void Show::draw() {
  while (!undrawn_.empty() && !paused_ && Steady::now() - drawn_at_ >= gap_) {
    const auto& event = undrawn_.front();
    constexpr std::size_t clock_begin = 11, clock_size = 12;
    fmt::print("{}",
               columns_.row(event.city, base::format_time(event.time, 3).substr(clock_begin, clock_size),
                            sentence(event)));
    std::fflush(stdout);
    undrawn_.pop_front();
    drawn_at_ = Steady::now();
  }
}

/// False where somebody wants to leave.
bool Show::heed_keys() {
  while (const auto key = keyboard_.key()) {
    switch (*key) {
      case 'q':
        return false;
      case 'r':
        asked_again_ = true;
        return false;
      case ' ':
        paused_ = !paused_;
        fmt::print("{}\n", paused_ ? "-- paused: space goes on" : "--");
        break;
      case '-':
        gap_ =
            std::min<std::chrono::milliseconds>(slowest, std::max<std::chrono::milliseconds>(50ms, gap_ * 2));
        break;
      case '+':
        gap_ = gap_ <= 50ms ? 0ms : gap_ / 2;
        break;
      default:
        break;
    }
  }
  return true;
}

bool Show::failed() const {
  return gone_ || !figures_.complete() || next_step_ < options_.steps.size() ||
         std::any_of(done_.begin(), done_.end(),
                     [](const Done& done) { return done.code != complete && done.code != in_part; });
}

int Show::run() {
  if (is_shown()) {
    if (keyboard_.descriptor() >= 0)
      fmt::print("space pauses, + and - change the speed, r begins anew, q ends\n");
    fmt::print("\n{}", columns_.header());
  }
  const auto take_event = [this](const Event& event) { take(event); };
  for (;;) {
    const int output = running_ ? running_->descriptor() : keyboard_.descriptor();
    if (!followers_.wait(tick, take_event, output)) {
      gone_ = true;
      fmt::print(stderr, "a node has gone; its log says why\n");
      break;
    }
    if (running_ &&
        !running_->read_if_ready([this](std::string_view line) { output_.append(line).append("\n"); }))
      end_step();
    draw();
    if (!heed_keys()) break;
    const bool drawn = undrawn_.empty() && !paused_;
    if (is_settled() && drawn && next_step_ < options_.steps.size()) {
      begin_step();
    } else if (options_.once && is_settled() && drawn && Steady::now() - changed_at_ > 4 * tick) {
      break;
    } else if (options_.once && !running_ && Steady::now() - changed_at_ > patience) {
      break;
    }
  }
  if (asked_again_) return again;
  sum_up();
  return options_.once && failed() ? incomplete : complete;
}

json::object Show::summary() const {
  json::object partners;
  for (std::size_t city = 0; city < options_.cell.cities.size(); ++city) {
    if (options_.cell.cities[city] == options_.origin) continue;
    const auto partner = figures_.partner(city);
    json::object one{{"records", partner.records},
                     {"activities", partner.other},
                     {"receipts", partner.delivered},
                     {"refused", partner.refused}};
    if (partner.durable) {
      one["durable_p50_ms"] = partner.durable->p50;
      one["durable_p99_ms"] = partner.durable->p99;
    }
    partners[options_.cell.cities[city]] = std::move(one);
  }
  json::array steps;
  for (const auto& done : done_) {
    json::object step{{"city", done.step.city}, {"code", done.code}, {"said", done.said}};
    step["command"] = fmt::format("{}", fmt::join(done.step.command, " "));
    steps.push_back(std::move(step));
  }
  return {{"complete", !failed()},           {"releases", figures_.releases()},
          {"receipts", figures_.receipts()}, {"releases_per_second", figures_.per_second()},
          {"partners", std::move(partners)}, {"steps", std::move(steps)}};
}

void Show::sum_up() const {
  if (options_.json) {
    fmt::print("{}\n", json::serialize(summary()));
    return;
  }
  fmt::print("\n{} releases, {} receipts, {:.0f} releases/s\n", figures_.releases(), figures_.receipts(),
             figures_.per_second());
  for (std::size_t city = 0; city < options_.cell.cities.size(); ++city) {
    const auto& name = options_.cell.cities[city];
    if (name == options_.origin) continue;
    const auto partner = figures_.partner(city);
    fmt::print("  {:<12} {:>7} records {:>5} activities {:>7} receipts {:>5} refused", name, partner.records,
               partner.other, partner.delivered, partner.refused);
    if (partner.durable)
      fmt::print("   durable there after {:.1f} ms (p99 {:.1f})", partner.durable->p50, partner.durable->p99);
    fmt::print("\n");
  }
}

}  // namespace

int show(const ShowOptions& options) {
  auto followers = Followers::start(options.cell);
  if (!followers) {
    fmt::print(stderr, "{}\n", followers.error().text());
    return incomplete;
  }
  return Show(options, std::move(*followers)).run();
}

}  // namespace tansiq::demo
