#include "journal/bundle.h"

#include <algorithm>
#include <fmt/format.h>

namespace tansiq::journal {
namespace {

using base::Fault;

/// Checks the parts of one log and keeps what holds.
class LogCheck {
 public:
  LogCheck(const LogProof& proof, std::span<const VerifierKey> keys, Verdict& verdict)
      : proof_(proof), keys_(keys), verdict_(verdict) {}

  void run() {
    auto checkpoint = verified_checkpoint(proof_.checkpoint, keys_);
    if (!checkpoint) {
      // Nothing below an unsigned root shows anything.
      verdict_.problems.push_back(checkpoint.error());
      return;
    }
    log_.checkpoint = *std::move(checkpoint);
    for (const auto& each : proof_.earlier) earlier(each);
    for (const auto& each : proof_.entries) entry(each);
    verdict_.logs.push_back(std::move(log_));
  }

 private:
  void wrong(std::string what, std::string where) {
    verdict_.problems.push_back(
        {Fault::forbidden, std::move(what), fmt::format("{}, {}", log_.checkpoint.origin, where), {}});
  }

  void earlier(const EarlierCheckpoint& each) {
    auto checkpoint = verified_checkpoint(each.note, keys_);
    if (!checkpoint) {
      verdict_.problems.push_back(checkpoint.error());
      return;
    }
    const std::string where = fmt::format("checkpoint of {} entries", checkpoint->size);
    if (checkpoint->origin != log_.checkpoint.origin) {
      wrong("it is of another log", where);
    } else if (!verify_consistency(checkpoint->size, log_.checkpoint.size, checkpoint->root,
                                   log_.checkpoint.root, each.path)) {
      wrong(
          fmt::format("the journal of {} entries is not shown to be its continuation", log_.checkpoint.size),
          where);
    } else {
      log_.earlier.push_back(*std::move(checkpoint));
    }
  }

  void entry(const ProvenEntry& each) {
    const std::string where = fmt::format("entry {}", each.entry.number);
    const auto index = static_cast<std::uint64_t>(each.entry.number - 1);
    const Checkpoint& checkpoint = log_.checkpoint;
    if (!verify_inclusion(leaf_of(each.entry), index, checkpoint.size, each.path, checkpoint.root)) {
      wrong("what it says is not what stands in the journal that was signed", where);
    } else if (index + 1 == checkpoint.size && each.entry.hash != checkpoint.chain) {
      wrong("tree and chain of the checkpoint end in different entries", where);
    } else {
      log_.entries.push_back(each.entry);
    }
  }

  const LogProof& proof_;
  std::span<const VerifierKey> keys_;
  Verdict& verdict_;
  VerifiedLog log_;
};

std::vector<Checkpoint> checkpoints_of(const VerifiedLog& log) {
  std::vector<Checkpoint> all = log.earlier;
  all.push_back(log.checkpoint);
  return all;
}

/// Compares two proofs about one log.
void compare_logs(const VerifiedLog& left, const VerifiedLog& right, Comparison& found) {
  bool joined = false;
  for (const auto& one : checkpoints_of(left)) {
    for (const auto& other : checkpoints_of(right)) {
      if (one.size != other.size) continue;
      if (one.root == other.root && one.chain == other.chain) {
        joined = true;
      } else {
        found.contradictions.push_back({Fault::conflict,
                                        "its keeper signed two histories",
                                        fmt::format("{}, {} entries", one.origin, one.size),
                                        {}});
      }
    }
  }
  for (const auto& one : left.entries) {
    for (const auto& other : right.entries)
      if (one.number == other.number && one.hash != other.hash)
        found.contradictions.push_back({Fault::conflict,
                                        "two entries stand under one number, both signed",
                                        fmt::format("{}, entry {}", left.checkpoint.origin, one.number),
                                        {}});
  }
  if (!joined)
    found.open.push_back({Fault::invalid, "no path joins the two",
                          fmt::format("{}, {} and {} entries", left.checkpoint.origin, left.checkpoint.size,
                                      right.checkpoint.size),
                          "ask its keeper for a bundle that contains both checkpoints"});
}

}  // namespace

Entry showing(const Entry& entry, std::span<const std::size_t> fields) {
  Entry shown = entry;
  for (std::size_t i = 0; i < field_count; ++i)
    if (std::find(fields.begin(), fields.end(), i) == fields.end()) erase_field(shown, i);
  return shown;
}

Digest leaf_of(const Entry& entry) {
  return leaf_hash(base::view(entry.hash));
}

base::Result<Verdict> verify_bundle(std::string_view text, std::span<const VerifierKey> keys) {
  auto bundle = read_bundle(text);
  if (!bundle) return base::fail(bundle);
  Verdict verdict;
  verdict.about = std::move(bundle->about);
  verdict.attachments = std::move(bundle->attachments);
  for (const LogProof& log : bundle->logs) LogCheck(log, keys, verdict).run();
  if (bundle->logs.empty())
    verdict.problems.push_back({Fault::invalid, "it shows nothing of any journal", "proof bundle", {}});
  return verdict;
}

Comparison compare(std::span<const Verdict> verdicts) {
  std::vector<const VerifiedLog*> logs;
  for (const Verdict& verdict : verdicts)
    for (const VerifiedLog& log : verdict.logs) logs.push_back(&log);
  Comparison found;
  for (std::size_t i = 0; i < logs.size(); ++i)
    for (std::size_t j = i + 1; j < logs.size(); ++j)
      if (logs[i]->checkpoint.origin == logs[j]->checkpoint.origin) compare_logs(*logs[i], *logs[j], found);
  return found;
}

}  // namespace tansiq::journal
