#include "desk/kind.h"

#include <algorithm>
#include <array>

namespace tansiq::desk {
namespace {

/// How many bytes the UTF-8 character at the beginning has.
std::size_t character_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return std::min(size, text.size());
}

}  // namespace

std::span<const Kind* const> kinds() {
  static constexpr std::array all = {&warning, &review};
  return all;
}

Verdict judge(const Item& answer, const Item& root, std::span<const Service> asked) {
  if (!answer.own) return Verdict::not_its_own;
  if (std::find(asked.begin(), asked.end(), answer.by) == asked.end()) return Verdict::not_asked;
  if (answer.revoked) return Verdict::taken_back;
  if (answer.nature != root.nature) return Verdict::other_nature;
  return Verdict::counts;
}

Answer& show(Thread& thread, const Item& item, std::string_view word, Verdict verdict) {
  if (verdict == Verdict::other_nature) remark(thread, Remark::answered_otherwise);
  return thread.answers.emplace_back(
      Answer{item.id, item.type, item.version, item.by, item.officer, word, item.held, verdict, {}});
}

void remark(Thread& thread, Remark what) {
  auto& all = thread.remarks;
  if (std::find(all.begin(), all.end(), what) == all.end()) all.push_back(what);
}

void changes(Thread& thread, Time at, Time now) {
  if (at > now && (!thread.changes_at || at < *thread.changes_at)) thread.changes_at = at;
}

std::optional<Time> time_of(const json::Value& object, std::string_view name) {
  const auto time = base::parse_time(object.text_of(name));
  return time ? std::optional(*time) : std::nullopt;
}

std::vector<std::string_view> texts_of(const json::Value& object, std::string_view name, std::size_t most) {
  std::vector<std::string_view> texts;
  const json::Value* list = object.find(name);
  if (list == nullptr || !list->is(json::Kind::array)) return texts;
  for (const json::Value& item : list->members()) {
    if (texts.size() == most) break;
    if (item.is(json::Kind::string)) texts.push_back(item.text());
  }
  return texts;
}

std::vector<Service> services_of(const json::Value& object, std::string_view name, std::size_t most) {
  auto texts = texts_of(object, name, most);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return {texts.begin(), texts.end()};
}

std::string_view word_of(const json::Value& object, std::string_view name,
                         std::span<const std::string_view> words) {
  const auto found = std::find(words.begin(), words.end(), object.text_of(name));
  return found == words.end() ? std::string_view{} : *found;
}

std::string one_line(std::string_view text, std::size_t most) {
  if (text.size() <= most && base::check_line(text, most, "").has_value()) return std::string(text);
  std::string line;
  while (!text.empty()) {
    const auto character = text.substr(0, character_size(text));
    if (line.size() + character.size() > most) return line + "\u2026";
    line += base::check_line(character, 4, "").has_value() ? std::string(character) : std::string("\ufffd");
    text.remove_prefix(character.size());
  }
  return line;
}

}  // namespace tansiq::desk
