#pragma once

/// Putting envelopes into outboxes, inside a write, so that an act and all it releases are one commit.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "node/node.h"
#include "node/partners/directory.h"
#include "node/partners/happenings.h"

namespace tansiq::node {

/// The outboxes of one write. Made by commit() alone; lives as long as the write.
class Outgoing {
 public:
  Outgoing(const Node& node, store::Transaction& transaction, std::shared_ptr<const Directory> directory)
      : node_(node), transaction_(transaction), directory_(std::move(directory)) {}

  /// Numbers, chains and keeps an envelope for a partner and returns its number; where the partner is a TAXII
  /// reader, its shelf shows from this commit on what the envelope says. What is no business of a
  /// suspended partner or of an observer must not be given here (asserted). `salt` is drawn where it is
  /// empty; a copy that is passed on brings the one under which its originator permitted it.
  Result<std::uint64_t> send(store::ServiceNumber recipient, exchange::Release release, std::int64_t act,
                             std::string salt = {});

  /// Puts a decision on the queue of those that must be made anew, and wakes who makes them (the bell of the
  /// own service) once this is durable.
  Result<> queue(const store::Redecision& redecision);

  /// The end of the outbox to a partner, what this write appended included.
  Result<const exchange::Outbox*> end(store::ServiceNumber recipient);

  /// The key with which this node signs (own_key).
  [[nodiscard]] Result<const exchange::SigningKey*> key() const;

  /// Who is who, as this write found it. After this write changed papers: see refresh().
  [[nodiscard]] const Directory& directory() const { return *directory_; }
  /// Takes the directory anew, after this write changed papers. What was found in the one before lives as
  /// long as the write.
  Result<> refresh(Directories& directories);

  /// Says something to whoever watches (Node::happenings), once this is durable. What was released is said
  /// by send() itself, in runs; receipts are not: those who get them say what they state.
  void say(Happening happening) { happenings_.push_back(std::move(happening)); }
  [[nodiscard]] std::vector<Happening> take_happenings() { return std::move(happenings_); }

  /// Whose outboxes grew; the own service where the queue of decisions did.
  [[nodiscard]] const std::set<store::ServiceNumber>& reached() const { return reached_; }

 private:
  void say_released(const Peer* peer, exchange::Kind kind, const exchange::Outbox& outbox);

  const Node& node_;
  store::Transaction& transaction_;
  std::shared_ptr<const Directory> directory_;
  std::vector<std::shared_ptr<const Directory>> earlier_;
  std::map<store::ServiceNumber, exchange::Outbox> ends_;
  std::set<store::ServiceNumber> reached_;
  std::vector<Happening> happenings_;
  std::map<const Peer*, std::size_t> last_run_;  ///< where in happenings_ the last run to a partner stands
};

/// Runs `work` in one write (store::Store::write) and, once that is durable, wakes the streams of everybody
/// whose outbox grew, and all of them where papers changed, and says what happened.
Result<> commit(Node& node, std::size_t bytes,
                const std::function<Result<>(store::Transaction&, Outgoing&)>& work);

}  // namespace tansiq::node
