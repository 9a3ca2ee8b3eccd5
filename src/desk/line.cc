#include "desk/line.h"

#include <fmt/format.h>

namespace tansiq::desk {
namespace {

/// Puts the mark of an exercise or test around a line.
std::string marked(Nature nature, Lang lang, const std::string& text) {
  const auto mark = say(name_of(nature), lang);
  return nature == Nature::actual ? text : fmt::format("{} | {} | {}", mark, text, mark);
}

/// The words of others stand in quotes of a kind that they cannot close.
std::string quoted(std::string_view title) {
  std::string out = "«";
  for (std::size_t i = 0; i < title.size(); ++i) {
    const bool guillemet = title.substr(i, 2) == "«" || title.substr(i, 2) == "»";
    out += guillemet ? '"' : title[i];
    if (guillemet) ++i;
  }
  return out + "»";
}

std::string when(Time time) {
  const std::string text = base::format_time(time, 0);
  return text.substr(0, 10) + " " + text.substr(11, 5) + "Z";
}

std::string filled(std::string_view word, Lang lang, const std::string& value) {
  return fmt::format(fmt::runtime(say(word, lang)), value);
}

std::string deadline(const std::optional<Time>& due, bool overdue, Lang lang) {
  return due ? filled(overdue ? "since" : "by", lang, when(*due)) : std::string();
}

void join(std::string& text, std::string_view more) {
  if (more.empty()) return;
  text += text.empty() ? "" : " · ";
  text += more;
}

/// The first thing that anybody still owes.
const Owed* first_owed(const Thread& thread) {
  const Owed* first = nullptr;
  for (const Owed& owed : thread.owed)
    if (owed.due && (first == nullptr || *owed.due < *first->due)) first = &owed;
  return first;
}

std::string_view pile_word(Pile pile) {
  return pile == Pile::acknowledge ? "acknowledge-pile" : pile == Pile::answer ? "answer-pile" : "know-pile";
}

std::string part_line(const Thread& thread, const Part& part, Lang lang, const NameOf& name) {
  std::string text =
      fmt::format("{}: {}", one_line(name(part.service), 100), say(part.state, lang, thread.kind));
  join(text, part.officer);
  if (part.late) join(text, say("late", lang));
  if (part.anew) join(text, say("anew", lang));
  return text;
}

std::string answer_line(const Thread& thread, const Answer& answer, Lang lang, const NameOf& name) {
  std::string text =
      fmt::format("{}: {}", one_line(name(answer.by), 100), say(answer.word, lang, thread.kind));
  join(text, answer.officer);
  join(text, when(answer.version));
  join(text, say(name_of(answer.verdict), lang));
  if (!answer.text.empty()) join(text, quoted(answer.text));
  return text;
}

}  // namespace

std::string line(const Thread& thread, Lang lang, const NameOf& name) {
  std::string text = quoted(thread.title);
  join(text, say(thread.status, lang, thread.kind));
  if (!thread.closed_by.empty() && thread.closed_by != thread.status)
    join(text, say(thread.closed_by, lang, thread.kind));
  if (const Owed* owed = first_owed(thread)) join(text, deadline(owed->due, owed->overdue, lang));
  join(text, filled("from", lang, one_line(name(thread.key.asker), 100)));
  return marked(thread.nature, lang, text);
}

std::vector<std::string> lines(const Thread& thread, Lang lang, const NameOf& name) {
  std::vector<std::string> all = {line(thread, lang, name)};
  const auto add = [&](const std::string& text) { all.push_back(marked(thread.nature, lang, text)); };
  for (const Part& part : thread.parts) add(part_line(thread, part, lang, name));
  for (const Owed& owed : thread.owed) {
    std::string text = fmt::format("{}: {}", one_line(name(owed.by), 100), say(owed.what, lang, thread.kind));
    join(text, deadline(owed.due, owed.overdue, lang));
    add(text);
  }
  for (const Answer& answer : thread.answers) add(answer_line(thread, answer, lang, name));
  for (const Remark each : thread.remarks) add(std::string(say(name_of(each), lang)));
  if (thread.partial) add(std::string(say("partial", lang)));
  return all;
}

std::string line(const DeskEntry& entry, Lang lang, const NameOf& name) {
  std::string text = quoted(entry.title);
  join(text, say(entry.status, lang, entry.kind));
  join(text, entry.what.empty() ? std::string_view{} : say(entry.what, lang, entry.kind));
  join(text, deadline(entry.due, entry.overdue, lang));
  join(text, filled("from", lang, one_line(name(entry.key.asker), 100)));
  return marked(entry.nature, lang, text);
}

std::vector<std::string> summary(const Desk& desk, Lang lang) {
  std::vector<std::string> all;
  for (const Nature nature : {Nature::actual, Nature::exercise, Nature::test}) {
    for (const Pile pile : {Pile::acknowledge, Pile::answer, Pile::know}) {
      const Tally tally = desk.tally(pile, nature);
      if (tally.count == 0) continue;
      std::string text = fmt::format("{}: {}", say(pile_word(pile), lang), tally.count);
      if (tally.first_due) join(text, filled("first", lang, when(*tally.first_due)));
      if (tally.overdue > 0) join(text, filled("late-count", lang, fmt::format("{}", tally.overdue)));
      if (tally.unread > 0 && pile != Pile::know)
        join(text, filled("unread-count", lang, fmt::format("{}", tally.unread)));
      all.push_back(marked(nature, lang, text));
    }
  }
  if (all.empty()) all.emplace_back(say("nothing", lang));
  return all;
}

std::string line(const Step& step, const Thread& thread, Lang lang, const NameOf& name) {
  const bool rung = step.why == Step::Why::unacknowledged;
  const auto word = rung                                    ? "unacknowledged-step"
                    : step.why == Step::Why::silent_service ? "silent-step"
                                                            : "sender-step";
  const std::string about = rung                                    ? step.who
                            : step.why == Step::Why::silent_service ? name(step.about)
                                                                    : name(thread.key.asker);
  std::string text = quoted(thread.title);
  join(text, filled(word, lang, one_line(about, 100)));
  return marked(thread.nature, lang, text);
}

}  // namespace tansiq::desk
