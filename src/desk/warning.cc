// Warnings: a threat-warning, answered by acknowledgements and outcome-reports (docs/records.md).

#include <algorithm>
#include <array>

#include "desk/kind.h"

namespace tansiq::desk {
namespace {

constexpr std::size_t most_addressed = 1'000;
constexpr std::string_view root_type = "threat-warning";
constexpr std::string_view report_type = "outcome-report";
constexpr std::string_view acknowledgement_type = "acknowledgement";
constexpr std::array types = {root_type, acknowledgement_type, report_type};

/// In the order of how much they reassure.
constexpr std::array<std::string_view, 3> actions = {"declined", "received", "acting"};
constexpr std::array<std::string_view, 5> outcomes = {"occurred", "prevented", "partly-prevented",
                                                      "did-not-occur", "unknown"};
constexpr std::string_view reported = "reported";

// What closes a warning.
constexpr std::string_view outcome = "outcome";
constexpr std::string_view cancelled = "cancelled";
constexpr std::string_view superseded = "superseded";
constexpr std::string_view expired = "expired";

struct Asked : Details {
  std::string title;
  std::vector<Service> addressed;
  Time acknowledge_by;
  std::optional<Time> acknowledge_since, report_by, expires;
  bool cancels = false;
  int weight = 0;
};

struct Said : Details {
  std::string_view word;        ///< action or outcome
  std::optional<Time> version;  ///< of the warning that was acknowledged; none of a report
  std::string text;             ///< note, or title of the report
};

/// Severity first, then urgency; what is unknown counts as middling.
int weight_of(const json::Value& object) {
  constexpr std::array<std::string_view, 5> severities = {"minor", "moderate", "unknown", "severe",
                                                          "extreme"};
  constexpr std::array<std::string_view, 5> urgencies = {"past", "future", "unknown", "expected",
                                                         "immediate"};
  const auto place = [&](std::string_view name, const std::array<std::string_view, 5>& words) {
    const auto found = std::find(words.begin(), words.end(), object.text_of(name));
    return found == words.end() ? 2 : static_cast<int>(found - words.begin());
  };
  return place("severity", severities) * 5 + place("urgency", urgencies);
}

std::optional<Reading> read_root(const json::Value& object, const Item& item) {
  auto asked = std::make_shared<Asked>();
  const auto acknowledge_by = time_of(object, "acknowledge_by");
  asked->addressed = services_of(object, "addressed_refs", most_addressed);
  if (!acknowledge_by || asked->addressed.empty()) return std::nullopt;
  asked->title = one_line(object.text_of("name"));
  asked->acknowledge_by = *acknowledge_by;
  asked->acknowledge_since = time_of(object, "acknowledge_since");
  asked->report_by = time_of(object, "report_by");
  asked->expires = time_of(object, "expires");
  asked->cancels = item.revoked || object.text_of("message_type") == "cancel";
  asked->weight = weight_of(object);
  Reading reading{asked, {{{item.by, item.id}, Role::root}}};
  // A warning supersedes its own service's only.
  for (const auto id : texts_of(object, "supersedes_refs", most_places - 1))
    if (id != item.id) reading.places.push_back({{item.by, id}, Role::successor});
  return reading;
}

std::optional<Reading> read_answer(const json::Value& object, const Item& item) {
  auto said = std::make_shared<Said>();
  if (item.type == acknowledgement_type) {
    said->word = word_of(object, "action", actions);
    said->version = time_of(object, "warning_modified");
    said->text = one_line(object.text_of("note"));
    if (!said->version) return std::nullopt;
  } else {
    if (object.text_of("report_on") != "warning") return std::nullopt;
    said->word = word_of(object, "outcome", outcomes);
    said->text = one_line(object.text_of("name"));
  }
  const auto root = object.text_of("warning_ref");
  const auto asker = object.text_of("asked_by_ref");
  if (said->word.empty() || root.empty() || asker.empty()) return std::nullopt;
  return Reading{said, {{{asker, root}, Role::answer}}};
}

std::optional<Reading> read(const json::Value& object, const Item& item) {
  return item.type == root_type ? read_root(object, item) : read_answer(object, item);
}

class Fold {
 public:
  Fold(const Gathered& gathered, Time now, Thread& thread)
      : gathered_(gathered),
        now_(now),
        thread_(thread),
        asked_(static_cast<const Asked&>(*gathered.root->details)),
        acknowledged_(asked_.addressed.size(), none),
        reported_(asked_.addressed.size(), none),
        unknown_(asked_.addressed.size(), false) {}

  void run() {
    thread_.title = asked_.title;
    thread_.weight = asked_.weight;
    for (const Service& service : asked_.addressed)
      thread_.parts.push_back({.service = service, .state = silent});
    for (const Item* answer : gathered_.answers) {
      if (answer->type == report_type) {
        report(*answer);
      } else {
        acknowledgement(*answer);
      }
    }
    for (std::size_t i = 0; i < thread_.parts.size(); ++i) {
      Part& part = thread_.parts[i];
      // A report stands for an acknowledgement: it came from somebody who read the warning.
      if (reported_[i] != none) part.state = reported;
      if (part.state != silent) part.anew = false;
      part.late = part.held && !unknown_[i] && has_passed(asked_.acknowledge_by, *part.held);
    }
    close();
    owe();
  }

 private:
  static constexpr std::size_t none = ~std::size_t{0};

  [[nodiscard]] std::size_t part_of(const Service& service) const {
    const auto& all = asked_.addressed;
    return static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), service) - all.begin());
  }

  void acknowledgement(const Item& item) {
    const auto& said = static_cast<const Said&>(*item.details);
    Verdict verdict = judge(item, *gathered_.root, asked_.addressed);
    if (verdict == Verdict::counts && asked_.acknowledge_since && *said.version < *asked_.acknowledge_since) {
      verdict = Verdict::earlier_version;
      thread_.parts[part_of(item.by)].anew = true;
    }
    show(thread_, item, said.word, verdict).text = said.text;
    if (verdict != Verdict::counts) return;
    const std::size_t index = part_of(item.by);
    Part& part = thread_.parts[index];
    came(index, item);
    std::size_t& shown = acknowledged_[index];
    const std::size_t added = thread_.answers.size() - 1;
    shown = shown == none ? added : later(shown, added);
    part.state = thread_.answers[shown].word;
    part.officer = thread_.answers[shown].officer;
  }

  /// Of two answers of one service the one that counts from now on; the other is replaced.
  std::size_t later(std::size_t before, std::size_t after) {
    Answer& one = thread_.answers[before];
    Answer& other = thread_.answers[after];
    bool other_counts = true;  // answers come by version
    if (one.version == other.version && one.word != other.word) {
      remark(thread_, Remark::answers_differ);
      const auto rank = [](std::string_view word) { return std::find(actions.begin(), actions.end(), word); };
      other_counts = rank(other.word) < rank(one.word);
    }
    (other_counts ? one : other).verdict = Verdict::replaced;
    return other_counts ? after : before;
  }

  void report(const Item& item) {
    const auto& said = static_cast<const Said&>(*item.details);
    const std::array asker = {gathered_.key->asker};
    const bool closing = item.by == gathered_.key->asker;
    const Verdict verdict =
        closing ? judge(item, *gathered_.root, asker) : judge(item, *gathered_.root, asked_.addressed);
    show(thread_, item, said.word, verdict).text = said.text;
    if (verdict != Verdict::counts) return;
    if (closing) {
      thread_.closed_by = outcome;
      replace(closing_, thread_.answers.size() - 1);
      return;
    }
    const std::size_t index = part_of(item.by);
    replace(reported_[index], thread_.answers.size() - 1);
    thread_.parts[index].officer = item.officer;
    came(index, item);
  }

  /// Notes when a word that counts came: the first decides whether it was late, and one of which nobody knows
  /// may have been in time.
  void came(std::size_t index, const Item& item) {
    Part& part = thread_.parts[index];
    if (!item.held) unknown_[index] = true;
    if (item.held && (!part.held || *item.held < *part.held)) part.held = item.held;
  }

  void replace(std::size_t& shown, std::size_t by) {
    if (shown != none) thread_.answers[shown].verdict = Verdict::replaced;
    shown = by;
  }

  void close() {
    if (thread_.closed_by.empty() && asked_.cancels) thread_.closed_by = cancelled;
    if (!gathered_.successors.empty()) {
      thread_.successor = gathered_.successors.front()->id;
      if (thread_.closed_by.empty()) thread_.closed_by = superseded;
    }
    if (!thread_.closed_by.empty() || !asked_.expires) return;
    if (has_passed(*asked_.expires, now_)) {
      thread_.closed_by = expired;
    } else {
      changes(thread_, just_after(*asked_.expires), now_);
    }
  }

  void owe() {
    const Service& asker = gathered_.key->asker;
    // It lapsed, but what came of it is still to be told; nobody said by when.
    if (thread_.closed_by == expired)
      thread_.owed.push_back({asker, "outcome", Pile::answer, std::nullopt, false});
    if (!thread_.closed_by.empty()) return;
    for (const Part& part : thread_.parts) {
      if (part.state == silent) {
        const bool overdue = owe(part.service, "acknowledge", Pile::acknowledge, asked_.acknowledge_by);
        if (overdue) owe(asker, "follow-up", Pile::answer, asked_.acknowledge_by);
      } else if (asked_.report_by && part.state != reported && part.state != "declined") {
        owe(part.service, "report", Pile::answer, *asked_.report_by);
      }
    }
  }

  bool owe(const Service& by, std::string_view what, Pile pile, Time due) {
    const bool overdue = has_passed(due, now_);
    changes(thread_, just_after(due), now_);
    const auto same = [&](const Owed& each) { return each.by == by && each.what == what; };
    if (std::none_of(thread_.owed.begin(), thread_.owed.end(), same))
      thread_.owed.push_back({by, what, pile, due, overdue});
    return overdue;
  }

  const Gathered& gathered_;
  const Time now_;
  Thread& thread_;
  const Asked& asked_;
  std::vector<std::size_t> acknowledged_;  ///< for each part the acknowledgement that counts, in answers
  std::vector<std::size_t> reported_;      ///< likewise its report
  std::vector<bool> unknown_;              ///< whether some word of it came nobody knows when
  std::size_t closing_ = none;             ///< the asker's report
};

void fold(const Gathered& gathered, Time now, Thread& thread) {
  Fold(gathered, now, thread).run();
}

void settle(Thread& thread) {
  const auto any = [&](std::string_view state) {
    return std::any_of(thread.parts.begin(), thread.parts.end(),
                       [&](const Part& part) { return part.state == state; });
  };
  const bool overdue = std::any_of(thread.owed.begin(), thread.owed.end(), [](const Owed& owed) {
    return owed.overdue && owed.pile == Pile::acknowledge;
  });
  if (!thread.closed_by.empty()) {
    thread.standing = Standing::closed;
    thread.status = "closed";
    return;
  }
  thread.standing =
      std::any_of(thread.owed.begin(), thread.owed.end(), [](const Owed& owed) { return owed.overdue; })
          ? Standing::overdue
          : Standing::open;
  const bool all_unseen = std::all_of(thread.parts.begin(), thread.parts.end(),
                                      [](const Part& part) { return part.state == unseen; });
  thread.status = overdue         ? "overdue"
                  : any(silent)   ? "unacknowledged"
                  : any("acting") ? "acting"
                  : all_unseen    ? "sent"
                                  : "acknowledged";
}

constexpr std::array words = {
    Word{"warning", "warning", "alerte", "alerta", "تحذير"},
    // Status.
    Word{"unacknowledged", "not acknowledged yet", "réception non confirmée", "recepción sin confirmar",
         "لم يؤكَّد الاستلام بعد"},
    Word{"acknowledged", "acknowledged", "réception confirmée", "recepción confirmada", "تأكّد الاستلام"},
    Word{"acting", "being acted on", "mesures en cours", "medidas en curso", "إجراءات جارية"},
    Word{"overdue", "overdue", "délai dépassé", "fuera de plazo", "انقضت المهلة"},
    Word{"closed", "closed", "clôturée", "cerrada", "مغلق"},
    Word{"sent", "sent; who took it is not shown here",
         "envoyée ; les accusés de réception ne sont pas visibles ici",
         "enviada; los acuses de recibo no se muestran aquí", "أُرسل؛ لا يظهر هنا من استلمه"},
    // Parts.
    Word{silent, "silent", "pas de réponse", "sin respuesta", "لا ردّ"},
    Word{unseen, "not shown here", "non visible ici", "no visible aquí", "غير ظاهر هنا"},
    Word{"received", "received", "reçue", "recibida", "استُلم"},
    Word{"declined", "declined", "ne donne pas suite", "no actuará", "اعتذر عن اتخاذ إجراء"},
    Word{reported, "reported", "rapport remis", "informe entregado", "قُدِّم التقرير"},
    // Owed.
    Word{"acknowledge", "acknowledge", "confirmer la réception", "confirmar la recepción", "تأكيد الاستلام"},
    Word{"report", "report what came of it", "rendre compte des suites", "informar de lo ocurrido",
         "الإبلاغ عمّا نتج عنه"},
    Word{"follow-up", "reach the services that are silent", "joindre les services qui ne répondent pas",
         "localizar a los servicios que no responden", "الاتصال بالجهات التي لم تردّ"},
    Word{outcome, "report the outcome", "rendre compte du résultat", "informar del resultado",
         "الإبلاغ عن النتيجة"},
    // Why it is closed; an outcome is the word above.
    Word{cancelled, "cancelled", "annulée", "anulada", "أُلغي"},
    Word{superseded, "replaced by a later one", "remplacée par une plus récente",
         "sustituida por otra posterior", "حلّ محله تحذير لاحق"},
    Word{expired, "lapsed", "expirée", "caducada", "انتهت صلاحيته"},
    // Outcomes.
    Word{"occurred", "it happened", "survenu", "ocurrió", "وقع"},
    Word{"prevented", "prevented", "empêché", "evitado", "أُحبط"},
    Word{"partly-prevented", "partly prevented", "en partie empêché", "evitado en parte", "أُحبط جزئيًّا"},
    Word{"did-not-occur", "it did not happen", "non survenu", "no ocurrió", "لم يقع"},
    Word{"unknown", "unknown", "inconnu", "se desconoce", "غير معروف"},
};

}  // namespace

constinit const Kind warning{"warning", root_type, types, read, fold, settle, words};

}  // namespace tansiq::desk
