// Reviews: an outcome-report on an attack that nobody warned of asks services what they held, and they answer
// with outcome-reports of their own (docs/records.md). Each releases only what it decides.

#include <algorithm>
#include <array>

#include "desk/kind.h"

namespace tansiq::desk {
namespace {

constexpr std::size_t most_addressed = 1'000;
constexpr std::string_view report_type = "outcome-report";
constexpr std::array types = {report_type};
constexpr std::string_view reported = "reported";
constexpr std::string_view complete = "complete";
constexpr std::string_view withdrawn = "withdrawn";

struct Asked : Details {
  std::string title;
  std::vector<Service> addressed;
  std::optional<Time> report_by;
};

std::optional<Reading> read(const json::Value& object, const Item& item) {
  const auto on = object.text_of("report_on");
  if (on == "review") {
    const auto root = object.text_of("review_of_ref");
    const auto asker = object.text_of("asked_by_ref");
    if (root.empty() || asker.empty()) return std::nullopt;
    return Reading{nullptr, {{{asker, root}, Role::answer}}};
  }
  // Who begins a review speaks for itself.
  if (on != "attack" || !item.own) return std::nullopt;
  auto asked = std::make_shared<Asked>();
  asked->title = one_line(object.text_of("name"));
  asked->addressed = services_of(object, "addressed_refs", most_addressed);
  asked->addressed.erase(std::unique(asked->addressed.begin(), asked->addressed.end()),
                         asked->addressed.end());
  asked->report_by = time_of(object, "report_by");
  return Reading{asked, {{{item.by, item.id}, Role::root}}};
}

void fold(const Gathered& gathered, Time now, Thread& thread) {
  const auto& asked = static_cast<const Asked&>(*gathered.root->details);
  thread.title = asked.title;
  constexpr std::size_t none = ~std::size_t{0};
  std::vector<std::size_t> shown(asked.addressed.size(), none);
  for (const Service& service : asked.addressed)
    thread.parts.push_back({.service = service, .state = silent});
  for (const Item* item : gathered.answers) {
    const Verdict verdict = judge(*item, *gathered.root, asked.addressed);
    show(thread, *item, reported, verdict);
    if (verdict != Verdict::counts) continue;
    const auto index = static_cast<std::size_t>(
        std::lower_bound(asked.addressed.begin(), asked.addressed.end(), item->by) - asked.addressed.begin());
    if (shown[index] != none) thread.answers[shown[index]].verdict = Verdict::replaced;
    shown[index] = thread.answers.size() - 1;
    Part& part = thread.parts[index];
    part.state = reported;
    part.officer = item->officer;
    if (item->held && (!part.held || *item->held < *part.held)) part.held = item->held;
    part.late = asked.report_by && part.held && has_passed(*asked.report_by, *part.held);
  }
  if (gathered.root->revoked) {
    thread.closed_by = withdrawn;
    return;
  }
  for (const Part& part : thread.parts) {
    if (part.state != silent) continue;
    const bool overdue = asked.report_by && has_passed(*asked.report_by, now);
    thread.owed.push_back({part.service, "report", Pile::answer, asked.report_by, overdue});
    if (asked.report_by) changes(thread, just_after(*asked.report_by), now);
  }
  if (thread.owed.empty()) thread.closed_by = complete;
}

void settle(Thread& thread) {
  // Only the asker knows whom it asked.
  if (thread.partial && thread.closed_by == complete) thread.closed_by = {};
  const bool overdue =
      std::any_of(thread.owed.begin(), thread.owed.end(), [](const Owed& owed) { return owed.overdue; });
  thread.standing = !thread.closed_by.empty() ? Standing::closed
                    : overdue                 ? Standing::overdue
                                              : Standing::open;
  thread.status = !thread.closed_by.empty() ? thread.closed_by : overdue ? "overdue" : "open";
}

constexpr std::array words = {
    Word{"review", "review of an attack", "retour sur une attaque", "revisión de un ataque", "مراجعة هجوم"},
    Word{"open", "reports awaited", "rapports attendus", "a la espera de informes", "بانتظار التقارير"},
    Word{"overdue", "overdue", "délai dépassé", "fuera de plazo", "انقضت المهلة"},
    Word{complete, "every report is in", "tous les rapports sont remis", "todos los informes entregados",
         "قُدِّمت كلّ التقارير"},
    Word{withdrawn, "withdrawn", "retirée", "retirada", "سُحبت"},
    Word{silent, "silent", "pas de réponse", "sin respuesta", "لا ردّ"},
    Word{unseen, "not shown here", "non visible ici", "no visible aquí", "غير ظاهر هنا"},
    Word{reported, "reported", "rapport remis", "informe entregado", "قُدِّم التقرير"},
    Word{"report", "report what was held", "rendre compte de ce que l'on savait",
         "informar de lo que se sabía", "الإبلاغ عمّا كان معروفًا"},
};

}  // namespace

constinit const Kind review{"review", report_type, types, read, fold, settle, words};

}  // namespace tansiq::desk
