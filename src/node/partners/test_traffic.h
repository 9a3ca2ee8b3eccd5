#pragma once

/// For tests only: releases without an officer, and carrying what one node says to another until both are
/// silent.

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "node/acts/receive.h"
#include "node/partners/pair_faults.h"
#include "node/partners/taking.h"
#include "node/partners/test_cell.h"

namespace tansiq::node::testing {

inline constexpr const char* usual_conditions =
    R"({"grade":"B2","onward":"ask","purpose":"counter-terrorism","tlp":"amber","uses":["intelligence"]})";

/// The canonical bytes of an object.
inline stix::Object object_of(const std::string& json) {
  stix::Reader reader;
  const auto object = reader.read_object(json);
  if (!object) throw std::runtime_error(object.error().text());
  return *object;
}

/// A release of one object of `sender`, as its envelope will say it.
inline exchange::Release release_of(TestService& sender, const stix::Object& object,
                                    const std::string& conditions = usual_conditions) {
  exchange::Release release;
  release.originator = sender.id();
  release.copy = object.bytes;
  release.record = exchange::RecordKey{object.id, object.version};
  release.conditions = conditions;
  return release;
}

/// Puts envelopes into the outbox of `from` to `to`, in one commit; returns the number of the last.
inline std::uint64_t send(TestService& from, TestService& to, std::vector<exchange::Release> releases) {
  std::uint64_t last = 0;
  const auto number = from.number_of(to);
  from.write([&](store::Transaction& transaction, Outgoing& outgoing) -> Result<> {
    const auto act = transaction.append({.act = "release", .actor = "tests"});
    for (auto& release : releases) {
      const auto sent = outgoing.send(number, std::move(release), *act);
      if (!sent) return base::fail(sent);
      last = *sent;
    }
    return {};
  });
  return last;
}

inline std::uint64_t send(TestService& from, TestService& to, exchange::Release release) {
  std::vector<exchange::Release> releases;
  releases.push_back(std::move(release));
  return send(from, to, std::move(releases));
}

/// What the inbox of `at` says of `from`.
inline exchange::Inbox inbox_of(TestService& at, TestService& from) {
  const auto reader = at->store.read();
  return *(*reader)->exchange().inbox(at.number_of(from));
}

inline acts::Reception hand(TestService& to, TestService& from, const HeardBatch& batch) {
  const std::vector<std::string_view> views(batch.envelopes.begin(), batch.envelopes.end());
  const auto reception = acts::receive(*to, to.number_of(from), batch.head, views);
  if (!reception) throw std::runtime_error(reception.error().text());
  return *reception;
}

/// Carries one batch from one node to another. A head that begins a new epoch brings nothing of it yet.
inline acts::Reception carry(TestService& from, TestService& to) {
  const auto inbox = inbox_of(to, from);
  auto reception = hand(to, from, fetch(from, to, {inbox.epoch, inbox.number}));
  if (inbox.epoch != 0 && reception.epoch != inbox.epoch)
    reception = hand(to, from, fetch(from, to, {reception.epoch, 0}));
  return reception;
}

/// Carries among all of them until nobody has anything to say.
inline void carry_all(TestCell& cell) {
  for (bool any = true; any;) {
    any = false;
    for (auto& from : cell.services())
      for (auto& to : cell.services())
        if (from != to && carry(*from, *to).taken > 0) any = true;
  }
}

/// Fates of the releases of `from` to `to` in its present epoch, in order.
inline std::vector<exchange::Fate> fates(TestService& from, TestService& to,
                                         std::optional<std::uint64_t> epoch = std::nullopt) {
  std::vector<exchange::Fate> all;
  const auto reader = from->store.read();
  const auto number = from.number_of(to);
  const auto end = (*reader)->exchange().outbox(number);
  const auto visited = (*reader)->exchange().visit_outbox({number, epoch.value_or(end->epoch), 0},
                                                          [&](const store::ReleaseView& release) {
                                                            all.push_back(release.fate);
                                                            return true;
                                                          });
  EXPECT_TRUE(visited);
  return all;
}

/// What a node holds of what partners gave it: id and version, with the bytes.
inline std::map<std::pair<std::string, std::string>, std::string> held_at(TestService& at) {
  std::map<std::pair<std::string, std::string>, std::string> all;
  const auto reader = at->store.read();
  const auto collection = received_collection(**reader);
  if (!collection->has_value()) return all;
  store::Filter filter;
  filter.versions.all = true;
  filter.limit = 1'000'000;
  EXPECT_TRUE((*reader)->visit(**collection, filter, [&](const store::RecordView& record) {
    all[{std::string(record.id), std::string(record.version)}] = record.bytes;
    return true;
  }));
  return all;
}

/// The words of the faults that stand at a node for a partner.
inline std::vector<std::string> standing_faults(TestService& at, TestService& partner) {
  std::vector<std::string> words;
  const auto reader = at->store.read();
  const auto faults = pair_faults(**reader, exchange::to_text(partner.id()));
  for (const auto& named : *faults)
    if (named.fault.stands()) words.push_back(named.fault.word);
  return words;
}

/// The name of the first file under a folder whose bytes hold `needle`; empty: none does.
inline std::string file_holding(const std::string& folder, const std::string& needle) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (content.find(needle) != std::string::npos) return entry.path().string();
  }
  return {};
}

}  // namespace tansiq::node::testing
