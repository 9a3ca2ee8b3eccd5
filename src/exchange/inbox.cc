#include "exchange/inbox.h"

#include <fmt/format.h>

#include "exchange/permission.h"
#include "exchange/recall.h"
#include "exchange/receipt.h"

namespace tansiq::exchange {
namespace {

struct Description {
  std::string_view name;
  std::string_view happened;
  Remedy remedy;
};

constexpr Description descriptions[inbox_fault_count] = {
    {"malformed", "The partner sent something that is no envelope or head", Remedy::ask_again},
    {"unknown-field", "The partner sent something that this node does not know and may not ignore",
     Remedy::update_node},
    {"bad-signature", "A head's signature does not hold", Remedy::officer},
    {"unknown-key", "A head is signed with a key that stands on no card held here", Remedy::fetch_card},
    {"old-key", "A head is signed with a key that the partner has retired or revoked", Remedy::ask_again},
    {"wrong-sender", "The partner sent another service's outbox", Remedy::officer},
    {"wrong-recipient", "The partner sent what is meant for another service", Remedy::officer},
    {"stale-epoch", "The partner went back to an epoch that has ended", Remedy::officer},
    {"new-epoch", "The partner restored a backup and began a new epoch", Remedy::enter},
    {"gap", "A number is missing", Remedy::ask_again},
    {"repetition", "The partner repeated what is held already", Remedy::ask_again},
    {"broken-chain", "The envelopes do not form the chain that the head signs", Remedy::ask_again},
    {"fork", "The partner signed two different histories", Remedy::officer},
    {"bad-commitment", "A copy is not what its envelope commits to", Remedy::ask_again},
    {"originator-mismatch", "A record of another service came without that service's word", Remedy::officer},
    {"held", "An earlier fault of this partner has not been cleared", Remedy::officer},
};

std::string_view what_to_do(Remedy remedy) {
  switch (remedy) {
    case Remedy::ask_again:
      return "This node asks again from the last number it holds; if it persists, tell the partner's "
             "administrator.";
    case Remedy::fetch_card:
      return "This node fetches the partner's newer cards and tries again.";
    case Remedy::enter:
      return "This node follows the new one from its beginning.";
    case Remedy::update_node:
      return "Update this node; nothing is lost meanwhile.";
    case Remedy::officer:
      return "Nothing more is taken from this partner until an officer has spoken with its people and "
             "cleared the "
             "fault.";
  }
  return {};
}

const Description& describe(InboxFault fault) {
  return descriptions[static_cast<std::size_t>(fault)];
}

/// One call of receive().
class Receiving {
 public:
  Receiving(const Inbox& inbox, const Knowledge& knowledge) : before_(inbox), knowledge_(knowledge) {}

  Received run(std::string_view head_text, std::span<const std::string_view> envelopes) {
    Received result;
    result.inbox = before_;
    if (before_.held) stop(InboxFault::held, 0, {});
    const bool good = !before_.held && check_head(head_text) && take(envelopes);
    if (verified_) result.head = head_;
    if (good) {
      result.inbox = next_;
      result.items = std::move(items_);
      return result;
    }
    result.fault = std::move(finding_);
    if (remedy_of(result.fault->fault) == Remedy::officer) result.inbox.held = true;
    return result;
  }

 private:
  bool stop(InboxFault fault, std::uint64_t number, std::string detail,
            std::vector<std::string> evidence = {}) {
    finding_ = Finding{fault, number, std::move(detail), std::move(evidence)};
    return false;
  }

  bool stop(const base::Error& error, std::uint64_t number) {
    const auto fault = error.fault == Fault::unsupported ? InboxFault::unknown_field : InboxFault::malformed;
    return stop(fault, number, error.text());
  }

  bool check_head(std::string_view text) {
    auto read = read_head(text);
    if (!read) return stop(read.error(), 0);
    head_ = read->head;
    if (head_.sender != before_.partner)
      return stop(InboxFault::wrong_sender, 0, "the head names another sender");
    if (head_.recipient != before_.me)
      return stop(InboxFault::wrong_recipient, 0, "the head names another recipient");
    const std::uint64_t held = head_.epoch == before_.epoch ? before_.number : 0;
    const auto key =
        knowledge_.partner->key_for_head(read->document.signature.key, head_.epoch, head_.number, held);
    if (!key && key.error().fault == Fault::not_found)
      return stop(InboxFault::unknown_key, 0, fmt::format("card {} is needed", head_.card));
    if (!key) return stop(InboxFault::old_key, 0, key.error().what);
    if (!verify(read->document, *key))
      return stop(InboxFault::bad_signature, 0, "checked with the key it names");
    verified_ = true;
    head_text_ = text;
    return check_epoch();
  }

  bool check_epoch() {
    next_ = before_;
    if (before_.epoch == 0) {
      next_.epoch = head_.epoch;
      next_.chain = genesis(before_.partner, before_.me, head_.epoch);
    } else if (head_.epoch < before_.epoch) {
      return stop(InboxFault::stale_epoch, 0,
                  fmt::format("epoch {} after epoch {}", head_.epoch, before_.epoch));
    } else if (head_.epoch > before_.epoch) {
      return stop(InboxFault::new_epoch, 0,
                  fmt::format("epoch {} after epoch {}", head_.epoch, before_.epoch));
    }
    return check_history();
  }

  /// Whether the head contradicts what is held or what an earlier head said.
  bool check_history() {
    const auto held = chain_at(head_.number);
    if (held && *held != head_.chain) return fork("the chain that is held differs");
    if (before_.head.empty() || head_.epoch != before_.epoch) return true;
    const auto earlier = read_head(before_.head);
    if (earlier) announced_chain_ = earlier->head.chain;
    if (head_.number == before_.announced && announced_chain_ != head_.chain)
      return fork("an earlier head names another chain");
    return true;
  }

  bool fork(std::string_view detail) {
    std::vector<std::string> evidence = {head_text_};
    if (!before_.head.empty()) evidence.insert(evidence.begin(), before_.head);
    return stop(InboxFault::fork, head_.number, std::string(detail), std::move(evidence));
  }

  std::optional<Digest> chain_at(std::uint64_t number) const {
    if (number == next_.number) return next_.chain;
    if (number == 0) return genesis(next_.partner, next_.me, next_.epoch);
    if (number < next_.number && knowledge_.chain_at) return knowledge_.chain_at(number);
    return std::nullopt;
  }

  bool take(std::span<const std::string_view> envelopes) {
    items_.reserve(envelopes.size());
    for (const auto text : envelopes) {
      auto envelope = read_envelope(text);
      if (!envelope) return stop(envelope.error(), next_.number + 1);
      if (!link(*envelope)) return false;
      Item item{*std::move(envelope), {}};
      if (!judge(item)) return false;
      items_.push_back(std::move(item));
    }
    if (!envelopes.empty() && next_.number != head_.number)
      return next_.number < head_.number ? stop(InboxFault::gap, next_.number + 1,
                                                fmt::format("the head signs up to {}", head_.number))
                                         : stop(InboxFault::repetition, next_.number,
                                                fmt::format("the head signs only {}", head_.number));
    if (!envelopes.empty() && next_.chain != head_.chain)
      return stop(InboxFault::broken_chain, next_.number, "the head signs another chain hash");
    if (head_.number >= next_.announced) {
      next_.announced = head_.number;
      next_.head = head_text_;
    }
    if (head_.number == next_.number) next_.proof = head_text_;
    if (head_.time > next_.head_time) next_.head_time = head_.time;
    return true;
  }

  /// Whether the envelope is the next one.
  bool link(const Envelope& envelope) {
    const Body& body = envelope.body;
    if (body.sender != next_.partner)
      return stop(InboxFault::wrong_sender, body.number, "the envelope names another sender");
    if (body.recipient != next_.me)
      return stop(InboxFault::wrong_recipient, body.number, "the envelope names another recipient");
    if (body.epoch != next_.epoch)
      return stop(InboxFault::stale_epoch, body.number,
                  fmt::format("an envelope of epoch {} in epoch {}", body.epoch, next_.epoch));
    if (body.number > next_.number + 1)
      return stop(InboxFault::gap, next_.number + 1, fmt::format("number {} came instead", body.number));
    if (body.number <= next_.number)
      return stop(InboxFault::repetition, body.number, fmt::format("number {} comes next", next_.number + 1));
    if (body.previous != next_.chain)
      return stop(InboxFault::broken_chain, body.number, "it does not follow the one before");
    if (auto ok = check_content(envelope); !ok)
      return stop(InboxFault::bad_commitment, body.number, ok.error().what);
    next_.number = body.number;
    next_.chain = envelope.chain();
    if (announced_chain_ && next_.number == before_.announced && next_.chain != *announced_chain_)
      return fork("an earlier head names another chain");
    return true;
  }

  /// Whether the sender may bring it, and whether its content is taken.
  bool judge(Item& item) {
    const Body& body = item.envelope.body;
    const bool order = body.kind == Kind::recall || body.kind == Kind::erase;
    if (body.kind == Kind::record) {
      if (body.originator != body.sender) return judge_onward(item);
      if (body.permission) return mismatch(body, "a permission for the sender's own record");
    } else if (body.permission) {
      return mismatch(body, "a permission with something that is no record");
    } else if (!order && body.originator != body.sender) {
      return mismatch(body, "the sender speaks for another service");
    }
    if (!item.envelope.content) {
      item.refused = refusal::no_content;
      return true;
    }
    return order ? judge_order(item) : true;
  }

  bool mismatch(const Body& body, std::string_view detail) {
    return stop(InboxFault::originator_mismatch, body.number, std::string(detail));
  }

  bool judge_onward(Item& item) {
    const Body& body = item.envelope.body;
    if (!body.permission) return mismatch(body, "no permission of its originator");
    const auto permission = read_permission(*body.permission);
    if (!permission) return stop(permission.error(), body.number);
    if (permission->originator != body.originator) return mismatch(body, "a permission by somebody else");
    if (permission->holder != body.sender) return mismatch(body, "a permission given to somebody else");
    if (permission->recipient != body.recipient) return mismatch(body, "a permission for another recipient");
    if (permission->commitment != body.commitment) return mismatch(body, "a permission for another copy");
    if (!judge_signature(item, *body.permission, body.originator)) return false;
    if (item.refused.empty() && !item.envelope.content) item.refused = refusal::no_content;
    return true;
  }

  bool judge_order(Item& item) {
    const Body& body = item.envelope.body;
    const auto order = read_recall(item.envelope.content->copy);
    if (!order) return stop(order.error(), body.number);
    if (order->recall.originator != body.originator) return mismatch(body, "a recall by somebody else");
    if (order->recall.kind() != body.kind) return mismatch(body, "a recall in an envelope of another kind");
    return judge_signature(item, order->document, body.originator);
  }

  /// What an originator signed is believed on its own cards. One whose cards are not held cannot be believed,
  /// which is no fault of the sender; one whose signature does not hold was made up by the sender.
  bool judge_signature(Item& item, const Document& document, const ServiceId& originator) {
    const CardChain* cards = originator == next_.partner ? knowledge_.partner
                             : knowledge_.cards          ? knowledge_.cards(originator)
                                                         : nullptr;
    const auto key = cards == nullptr ? std::nullopt : cards->key(document.signature.key);
    if (!key) {
      item.refused = refusal::unknown_originator;
      return true;
    }
    if (!verify(document, *key))
      return mismatch(item.envelope.body, "a signature that is not the originator's");
    if (cards->standing(document.signature.key) == KeyStanding::revoked) item.refused = refusal::revoked_key;
    return true;
  }

  const Inbox& before_;
  const Knowledge& knowledge_;
  Inbox next_;
  Head head_;
  bool verified_ = false;  ///< the signature over head_ holds
  std::string head_text_;
  std::optional<Digest> announced_chain_;  ///< what an earlier head says of number `announced`
  std::vector<Item> items_;
  std::optional<Finding> finding_;
};

}  // namespace

std::string_view name_of(InboxFault fault) {
  return describe(fault).name;
}

Remedy remedy_of(InboxFault fault) {
  return describe(fault).remedy;
}

std::string Finding::sentence() const {
  const auto& description = describe(fault);
  std::string text(description.happened);
  if (number > 0) text += fmt::format(" at number {}", number);
  if (!detail.empty()) text += fmt::format(" ({})", detail);
  text += ". ";
  text += what_to_do(description.remedy);
  return text;
}

Inbox Inbox::begin(const ServiceId& me, const ServiceId& partner) {
  Inbox inbox;
  inbox.me = me;
  inbox.partner = partner;
  return inbox;
}

Received receive(const Inbox& inbox, std::string_view head, std::span<const std::string_view> envelopes,
                 const Knowledge& knowledge) {
  return Receiving(inbox, knowledge).run(head, envelopes);
}

Inbox enter(const Inbox& inbox, std::uint64_t epoch) {
  Inbox next = inbox;
  next.epoch = epoch;
  next.number = 0;
  next.announced = 0;
  next.head.clear();
  next.proof.clear();
  next.chain = genesis(inbox.partner, inbox.me, epoch);
  return next;
}

Inbox clear(const Inbox& inbox) {
  Inbox next = inbox;
  next.held = false;
  return next;
}

Result<Inbox> disown(const Inbox& inbox, const Revocation& revocation, const Knowledge& knowledge) {
  if (revocation.epoch != inbox.epoch || revocation.number > inbox.number) return inbox;
  std::optional<Digest> chain;
  if (revocation.number == inbox.number) {
    chain = inbox.chain;
  } else if (revocation.number == 0) {
    chain = genesis(inbox.partner, inbox.me, inbox.epoch);
  } else if (knowledge.chain_at) {
    chain = knowledge.chain_at(revocation.number);
  }
  if (!chain) return base::fail(Fault::not_found, "the chain at the revocation's number is not held");
  if (*chain != revocation.chain)
    return base::fail(Fault::conflict, "the revocation names another history than the one that is held", {},
                      "speak with the service's people");
  Inbox next = inbox;
  next.number = revocation.number;
  next.chain = revocation.chain;
  next.announced = revocation.number;
  next.head.clear();
  next.proof.clear();
  return next;
}

}  // namespace tansiq::exchange
