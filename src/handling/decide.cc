#include "handling/decide.h"

#include <algorithm>
#include <fmt/format.h>

#include "handling/redact.h"
#include "stix/object.h"
#include "stix/reader.h"

namespace tansiq::handling {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// A list that narrows nothing where it is empty.
bool admits(const std::vector<std::string>& list, std::string_view text) {
  return list.empty() || contains(list, text);
}

Onward narrower(Onward one, Onward other) {
  return std::min(one, other);  // none < ask < cell
}

/// The widest onward rule that a label leaves (TLP 2.0: amber stays with the recipients and those they must
/// tell, the two narrower ones with the recipients).
Onward widest_onward(Tlp tlp) {
  if (tlp >= Tlp::amber_strict) return Onward::none;
  return tlp == Tlp::amber ? Onward::ask : Onward::cell;
}

/// The copy without the time of its version, to see whether anything else differs.
std::string timeless(const RecordView& record) {
  return redact(record, {"/modified"});
}

/// One decision. Each step adds reasons; none looks at another's result, except that nothing is cut from what
/// is not released.
class Deciding {
 public:
  explicit Deciding(const Question& question) : q_(question) { decision_.reasons.reserve(8); }

  Decision run() {
    because(Reason::ordered, q_.order.by);
    completeness();
    the_act();
    the_partner();
    the_label();
    the_agreements();
    other_conditions();
    onward();
    if (!against_) the_copy();
    if (!against_) what_is_held();
    decision_.release = !against_;
    if (against_) {
      decision_.whole = true;
      decision_.redacted.clear();
      decision_.conditions = {};
    }
    return std::move(decision_);
  }

 private:
  void because(Reason reason, std::string_view subject = {}) {
    decision_.reasons.push_back({reason, std::string(subject)});
    against_ = against_ || is_against(reason);
  }

  void completeness() {
    const Handling& h = q_.handling;
    if (h.grade.empty()) because(Reason::no_grade);
    if (!h.tlp) because(Reason::no_tlp);
    if (h.purpose.empty()) because(Reason::no_purpose);
    if (h.basis.empty()) because(Reason::no_basis);
    if (q_.record.is_person()) {
      if (q_.record.person_role().empty()) because(Reason::no_person_role);
      if (!h.review) because(Reason::no_review_date);
    }
    if (h.review && *h.review <= q_.now) because(Reason::review_passed);
    if (!h.restricted.empty()) because(Reason::restricted);
    decision_.conditions.grade = h.grade;
    decision_.conditions.review = h.review;
  }

  void the_act() {
    const auto& act = q_.purpose;
    if (act.purpose.empty()) because(Reason::act_without_purpose);
    if (act.basis.empty()) because(Reason::act_without_basis);
    decision_.conditions.purpose = act.purpose;
    if (q_.cell == nullptr) return;
    if (q_.cell->frozen) because(Reason::cell_frozen);
    if (!act.purpose.empty() && !contains(q_.cell->purposes, act.purpose))
      because(Reason::purpose_not_in_cell, act.purpose);
  }

  /// Whether a list of recipients names the partner itself.
  bool names(const std::vector<std::string>& recipients) const {
    return contains(recipients, q_.partner.service) || contains(recipients, q_.partner.name);
  }

  /// Whether it names the cell in which the partner is a member.
  bool names_cell(const std::vector<std::string>& recipients) const {
    return q_.cell != nullptr && q_.partner.role == PartnerRole::member &&
           contains(recipients, q_.cell->name);
  }

  void the_partner() {
    const Partner& partner = q_.partner;
    if (partner.suspended) because(Reason::suspended);
    if (partner.role == PartnerRole::observer) because(Reason::observer);
    if (q_.cell != nullptr && partner.role == PartnerRole::none) because(Reason::not_in_cell);
    if (q_.order.standing && !partner.confirmed) because(Reason::not_confirmed);
    named_ = names(q_.handling.releasable_to);
    if (named_) {
      because(Reason::named);
    } else if (names_cell(q_.handling.releasable_to)) {
      because(Reason::through_cell);
    } else {
      because(Reason::not_releasable);
    }
  }

  void the_label() {
    Tlp tlp = q_.handling.tlp.value_or(Tlp::red);
    if (q_.record.marked()) tlp = std::max(tlp, *q_.record.marked());
    if (tlp == Tlp::red && !named_) because(Reason::must_be_named, "TLP:RED");
    decision_.conditions.tlp = tlp;
    decision_.conditions.onward = narrower(q_.handling.onward.value_or(Onward::none), widest_onward(tlp));
  }

  bool draws(const RedLine& line) const {
    if (line.persons_only && !q_.record.is_person()) return false;
    if (!line.person_roles.empty() && !contains(line.person_roles, q_.record.person_role())) return false;
    return admits(line.countries, q_.partner.country) && admits(line.types, q_.record.type());
  }

  void the_agreements() {
    auto& uses = decision_.conditions.uses;
    bool covered = false;
    for (const auto& agreement : q_.agreements) {
      if (!in_force(agreement)) continue;
      if (!contains(agreement.countries, q_.partner.country) || !admits(agreement.types, q_.record.type()))
        continue;
      covered = true;
      bool adds = false;
      for (const auto& use : agreement.uses) {
        if (!q_.handling.use.empty() && use != q_.handling.use) continue;
        adds = true;
        if (!contains(uses, use)) uses.push_back(use);
      }
      if (adds) because(Reason::agreement, agreement.name);
    }
    if (!covered) return because(Reason::no_agreement, q_.partner.country);
    if (uses.empty()) return because(Reason::use_not_agreed, q_.handling.use);
    std::string_view drawn;
    for (const auto& line : q_.red_lines) {
      if (!draws(line)) continue;
      if (line.uses.empty()) {
        because(Reason::red_line, line.name);
      } else if (std::erase_if(uses, [&](const auto& use) { return contains(line.uses, use); }) > 0) {
        drawn = line.name;
      }
    }
    if (uses.empty()) because(Reason::red_line, drawn);
    std::sort(uses.begin(), uses.end());
  }

  bool in_force(const Agreement& agreement) const {
    return (!agreement.from || *agreement.from <= q_.now) && (!agreement.until || q_.now < *agreement.until);
  }

  void other_conditions() {
    for (const auto& unmet : q_.unmet) because(Reason::unmet, unmet.name);
    bool needed = false;
    for (const auto& rule : q_.second_officer) {
      if (rule.persons_only && !q_.record.is_person()) continue;
      if (!admits(rule.countries, q_.partner.country) || !admits(rule.types, q_.record.type())) continue;
      if (rule.from_tlp && decision_.conditions.tlp < *rule.from_tlp) continue;
      needed = true;
      if (q_.order.second_officer.empty() || q_.order.second_officer == q_.order.by)
        because(Reason::second_officer_needed, rule.name);
    }
    if (needed && !q_.order.second_officer.empty() && q_.order.second_officer != q_.order.by)
      because(Reason::second_officer, q_.order.second_officer);
  }

  /// A record of another service: its originator's word counts first, and our own rules can only take away.
  void onward() {
    if (q_.received == nullptr) return;
    const auto& theirs = q_.received->conditions;
    auto& ours = decision_.conditions;
    if (q_.received->onward == Onward::none || !q_.received->permitted) because(Reason::not_permitted_onward);
    if (theirs.review && *theirs.review <= q_.now) because(Reason::review_passed);
    ours.tlp = std::max(ours.tlp, theirs.tlp);
    if (ours.tlp == Tlp::red && !named_) because(Reason::must_be_named, "TLP:RED");
    ours.onward = narrower(narrower(ours.onward, theirs.onward), widest_onward(ours.tlp));
    ours.grade = theirs.grade;
    if (theirs.review && (!ours.review || *theirs.review < *ours.review)) ours.review = theirs.review;
    const bool had_uses = !ours.uses.empty();
    std::erase_if(ours.uses, [&](const auto& use) { return !contains(theirs.uses, use); });
    if (had_uses && ours.uses.empty()) because(Reason::use_not_agreed, "of the originator");
  }

  const Held* held(std::string_view id) const { return q_.held ? q_.held(id) : nullptr; }

  void cut(const std::string& pointer, Reason reason) {
    if (q_.record.at(pointer) == nullptr) return;
    if (cuts_.insert(pointer).second) because(reason, pointer);
  }

  void the_copy() {
    for (const auto& pointer : q_.order.cut) cut(pointer, Reason::cut_by_rule);
    for (const auto& rule : q_.handling.properties)
      if (!names(rule.releasable_to) && !names_cell(rule.releasable_to))
        cut(rule.property, Reason::cut_by_rule);
    for (const auto& marking : q_.record.granular_markings()) {
      const bool may_see = marking.marking.empty() || (marking.tlp ? *marking.tlp != Tlp::red || named_
                                                                   : held(marking.marking) != nullptr);
      if (may_see) continue;
      for (const auto& pointer : marking.pointers) cut(pointer, Reason::cut_by_marking);
    }
    mentions();
    if (against_ || cuts_.empty()) return;
    if (q_.received != nullptr) return because(Reason::onward_unchanged_only);
    redact_copy();
  }

  /// Closure: nothing names what the partner does not hold.
  void mentions() {
    const bool translation = q_.record.type() == "language-content";
    for (const auto& mention : q_.record.mentions()) {
      const Held* target = held(mention.id);
      if (target != nullptr) {
        if (translation && !target->whole && mention.pointer == "/object_ref")
          because(Reason::target_redacted);
        continue;
      }
      if (!cuts_.empty() && is_cut(cuts_, mention.pointer)) continue;
      switch (mention.place) {
        case Mention::Place::reference:
        case Mention::Place::listed:
          cut(mention.pointer, Reason::cut_reference);
          break;
        case Mention::Place::marking:
          // Of a part: the part was cut with it, above.
          if (!mention.pointer.starts_with("/granular_markings/"))
            because(Reason::marking_withheld, mention.pointer);
          break;
        case Mention::Place::text:
          cut(mention.pointer, Reason::cut_mention);
          break;
      }
    }
  }

  void redact_copy() {
    const Cuts all = completed(q_.record, cuts_);
    const auto finding = cut_problem(q_.record, all);
    switch (finding.problem) {
      case CutProblem::none:
        break;
      case CutProblem::required: {
        const bool end = q_.record.type() == "relationship" &&
                         (finding.pointer == "/source_ref" || finding.pointer == "/target_ref");
        return because(end ? Reason::end_withheld : Reason::required_withheld, finding.pointer);
      }
      case CutProblem::identity:
        return because(Reason::identity_tells, finding.pointer);
      case CutProblem::marking:
        return because(Reason::marking_withheld, finding.pointer);
    }
    thread_local stix::Reader reader;
    decision_.whole = false;
    decision_.redacted = redact(q_.record, all);
    const auto valid = reader.read_object(decision_.redacted);
    if (!valid) because(Reason::would_be_invalid, valid.error().where);
  }

  /// One version has one byte string for ever, and a version in which nothing visible changed would tell that
  /// something else did.
  void what_is_held() {
    const Held* before = held(q_.record.id());
    if (before == nullptr || before->copy.empty()) return;
    const auto copy = decision_.whole ? q_.record.bytes() : std::string_view(decision_.redacted);
    const auto held_key = stix::version_key(before->version);
    const auto key = stix::version_key(q_.record.version());
    if (key == held_key)
      return because(copy == before->copy ? Reason::already_held : Reason::needs_new_version);
    if (key < held_key) return because(Reason::older_than_held);
    const auto now = RecordView::read(std::string(copy));
    const auto then = RecordView::read(before->copy);
    if (now && then && timeless(*now) == timeless(*then)) because(Reason::nothing_new);
  }

  const Question& q_;
  Decision decision_;
  Cuts cuts_;
  bool named_ = false;
  bool against_ = false;
};

}  // namespace

std::string_view Decision::copy(const RecordView& record) const {
  if (!release) return {};
  return whole ? record.bytes() : std::string_view(redacted);
}

Decision decide(const Question& question) {
  return Deciding(question).run();
}

std::optional<Time> changes_at(const Question& question) {
  std::optional<Time> next;
  const auto consider = [&](const std::optional<Time>& time) {
    if (time && *time > question.now && (!next || *time < *next)) next = time;
  };
  consider(question.handling.review);
  for (const auto& agreement : question.agreements) {
    consider(agreement.from);
    consider(agreement.until);
  }
  if (question.received != nullptr) consider(question.received->conditions.review);
  return next;
}

}  // namespace tansiq::handling
