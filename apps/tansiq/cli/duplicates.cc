#include "cli/duplicates.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "cli/interrupt.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t most_lines_shown = 40;
constexpr std::chrono::milliseconds ask_every{100};
constexpr std::chrono::seconds longest_wait{5};

}  // namespace

std::string same_person_line(const json::object& answer) {
  std::string line;
  for (const auto& id : list_at(answer, "same_as"))
    if (id.is_string()) line += (line.empty() ? "" : ", ") + harmless(id.get_string());
  return line;
}

void Duplicates::filed(const json::object& published) {
  const bool is_new = number_at(published, "created") + number_at(published, "versions") > 0;
  if (since_ == 0 && is_new) since_ = number_at(published, "act");
}

void Duplicates::find(Context& context) {
  if (since_ == 0) return;
  const auto until = std::chrono::steady_clock::now() + longest_wait;
  for (;;) {
    const auto answer = context.call_json(
        {.path = "/v1/leads", .query = {{"since", std::to_string(since_)}, {"limit", "1000"}}});
    if (!answer) {
      why_not_ = answer.error().text();
      complete_ = false;
      return;
    }
    leads_ = list_at(*answer, "leads");
    complete_ = flag_at(*answer, "complete");
    if (complete_ || is_interrupted() || std::chrono::steady_clock::now() > until) return;
    std::this_thread::sleep_for(ask_every);
  }
}

std::string Duplicates::text() const {
  if (!why_not_.empty())
    return fmt::format("\npossible duplicates: not known ({}); see tansiq lead list\n", harmless(why_not_));
  std::string text;
  if (!leads_.empty())
    text += fmt::format("\npossible duplicates: {} (compare, then tansiq lead confirm or reject)\n",
                        grouped(leads_.size()));
  for (std::size_t i = 0; i < std::min(leads_.size(), most_lines_shown); ++i) {
    const auto& lead = leads_[i].as_object();
    const auto* score = lead.if_contains("score");
    const auto name_of = [&lead](std::string_view side) { return isolate(harmless(text_at(lead, side))); };
    text += fmt::format("  {:.2f}  {}  {}\n        {}  {}\n",
                        score != nullptr && score->is_number() ? score->to_number<double>() : 0,
                        text_at(lead, "left"), name_of("left_name"), text_at(lead, "right"),
                        name_of("right_name"));
  }
  if (leads_.size() > most_lines_shown)
    text += fmt::format("  and {} more: tansiq lead list\n", grouped(leads_.size() - most_lines_shown));
  if (!complete_) text += "\nnew persons are still being compared: tansiq lead list shows what comes of it\n";
  return text;
}

void Duplicates::add_to(json::object& summary) const {
  summary["duplicates"] = leads_;
  summary["duplicates_complete"] = complete_;
}

}  // namespace tansiq::cli
