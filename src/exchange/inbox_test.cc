#include "exchange/exchange_test_support.h"

namespace tansiq::exchange {
namespace {

using namespace testing;

class InboxTest : public ::testing::Test {
 protected:
  Service rabat{"rabat"}, madrid{"madrid"}, paris{"paris"};
  Pair pair{rabat, madrid};

  void take_rest() {
    const auto received = pair.receive_rest();
    ASSERT_FALSE(received.fault) << received.fault->sentence();
    pair.inbox = received.inbox;
  }
  InboxFault fault_of(const Received& received) {
    EXPECT_TRUE(received.fault);
    EXPECT_TRUE(received.items.empty());
    EXPECT_EQ(received.inbox.number, pair.inbox.number) << "a fault accepts nothing";
    EXPECT_EQ(received.inbox.chain, pair.inbox.chain);
    return received.fault ? received.fault->fault : InboxFault::malformed;
  }
};

TEST_F(InboxTest, TakesWhatAnHonestPartnerSends) {
  pair.release(3);
  const auto received = pair.receive_rest();
  ASSERT_FALSE(received.fault) << received.fault->sentence();
  ASSERT_EQ(received.items.size(), 3U);
  EXPECT_EQ(received.items[1].envelope.content->record->id, "indicator--1");
  EXPECT_EQ(received.items[1].envelope.body.conditions, R"({"tlp":"amber"})");
  EXPECT_TRUE(received.items[1].refused.empty());
  EXPECT_EQ(received.inbox.number, 3U);
  EXPECT_EQ(received.inbox.chain, pair.outbox.chain);
  EXPECT_EQ(received.inbox.behind(), 0U);
}

TEST_F(InboxTest, GoesOnWhereItStopped) {
  pair.release(2);
  take_rest();
  pair.release(2);
  const auto received = pair.receive_rest();
  ASSERT_FALSE(received.fault);
  EXPECT_EQ(received.items.size(), 2U);
  EXPECT_EQ(received.inbox.number, 4U);
}

TEST_F(InboxTest, CatchesUpInPagesEachUnderAHeadOfItsOwn) {
  pair.release(10);
  for (std::uint64_t at = 0; at < 10; at += 5) {
    const auto head = sign(rabat.key, pair.head_at(at + 5)).text();
    const auto first = pair.sent.begin() + static_cast<std::ptrdiff_t>(at);
    const auto received = pair.receive(head, {first, first + 5});
    ASSERT_FALSE(received.fault) << received.fault->sentence();
    pair.inbox = received.inbox;
  }
  EXPECT_EQ(pair.inbox.chain, pair.outbox.chain);
}

TEST_F(InboxTest, AHeartbeatShowsAWithheldTail) {
  pair.release(2);
  take_rest();
  pair.release(5);
  const auto received = pair.receive(pair.head(30), {});
  ASSERT_FALSE(received.fault);
  EXPECT_EQ(received.inbox.number, 2U);
  EXPECT_EQ(received.inbox.behind(), 5U);
  EXPECT_EQ(received.inbox.head_time, noon + std::chrono::seconds(30));
}

TEST_F(InboxTest, AnOldHeadSaysNothingNew) {
  pair.release(1);
  const auto old_head = pair.head();
  take_rest();
  pair.release(1);
  take_rest();
  const auto received = pair.receive(old_head, {});
  ASSERT_FALSE(received.fault);
  EXPECT_EQ(received.inbox, pair.inbox);
}

TEST_F(InboxTest, NamesAGap) {
  pair.release(3);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {pair.sent[0], pair.sent[2]})), InboxFault::gap);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {pair.sent[1], pair.sent[2]})), InboxFault::gap);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {pair.sent[0], pair.sent[1]})), InboxFault::gap)
      << "the end is missing";
}

TEST_F(InboxTest, NamesARepetition) {
  pair.release(2);
  take_rest();
  pair.release(1);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {pair.sent[1], pair.sent[2]})), InboxFault::repetition);
  EXPECT_EQ(fault_of(pair.receive(sign(rabat.key, pair.head_at(2)).text(), {pair.sent[2]})),
            InboxFault::repetition)
      << "more than the head signs";
}

TEST_F(InboxTest, NamesReorderedEnvelopes) {
  pair.release(3);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {pair.sent[0], pair.sent[2], pair.sent[1]})), InboxFault::gap);
}

TEST_F(InboxTest, NamesAForgedOrChangedHead) {
  pair.release(1);
  const auto forged = sign(paris.key, head_of(pair.outbox, 1, noon)).text();
  EXPECT_EQ(fault_of(pair.receive(forged, {pair.sent[0]})), InboxFault::unknown_key);
  auto head = sign(rabat.key, head_of(pair.outbox, 1, noon));
  head.signature.value[5] = static_cast<char>(head.signature.value[5] ^ 1);
  EXPECT_EQ(fault_of(pair.receive(head.text(), {pair.sent[0]})), InboxFault::bad_signature);
}

TEST_F(InboxTest, NamesWhatIsMeantForAnother) {
  Pair other{rabat, paris};
  other.release(1);
  EXPECT_EQ(fault_of(pair.receive(other.head(), other.sent)), InboxFault::wrong_recipient);
  Pair stranger{paris, madrid};
  stranger.release(1);
  EXPECT_EQ(fault_of(pair.receive(stranger.head(), stranger.sent)), InboxFault::wrong_sender);
  // An envelope from another outbox under an honest head.
  pair.release(1);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), other.sent)), InboxFault::wrong_recipient);
}

TEST_F(InboxTest, NamesABrokenChain) {
  pair.release(2);
  Pair twin{rabat, madrid};
  twin.release(record_of(rabat, 77));
  twin.release(1);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {pair.sent[0], twin.sent[1]})), InboxFault::broken_chain);
  EXPECT_EQ(fault_of(pair.receive(pair.head(), twin.sent)), InboxFault::broken_chain)
      << "another chain than the head's";
}

TEST_F(InboxTest, NamesAForkAndHoldsThePair) {
  pair.release(2);
  take_rest();
  Pair twin{rabat, madrid};
  twin.release(record_of(rabat, 77));
  twin.release(1);
  const auto received = pair.receive(twin.head(), {});
  EXPECT_EQ(fault_of(received), InboxFault::fork);
  EXPECT_EQ(received.fault->evidence.size(), 2U) << "both signed heads";
  EXPECT_TRUE(received.inbox.held);
  pair.inbox = received.inbox;
  pair.release(1);
  EXPECT_EQ(fault_of(pair.receive_rest()), InboxFault::held);
  pair.inbox = clear(pair.inbox);
  take_rest();
  EXPECT_EQ(pair.inbox.number, 3U);
}

TEST_F(InboxTest, NamesTwoHistoriesOfATailThatWasOnlyAnnounced) {
  pair.release(1);
  take_rest();
  pair.release(1);
  pair.inbox = pair.receive(pair.head(), {}).inbox;
  Pair twin{rabat, madrid};
  twin.release(1);
  twin.release(record_of(rabat, 99));
  EXPECT_EQ(fault_of(pair.receive(twin.head(), {twin.sent[1]})), InboxFault::fork);
  twin.release(1);
  const auto passing = pair.receive(twin.head(), {twin.sent[1], twin.sent[2]});
  EXPECT_EQ(fault_of(passing), InboxFault::fork) << "also on the way to a later number";
  EXPECT_EQ(passing.fault->evidence.size(), 2U);
}

TEST_F(InboxTest, NamesACopyThatWasNotCommittedTo) {
  auto envelope = pair.release(record_of(rabat, 1));
  envelope.content->copy += ' ';
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {envelope.text()})), InboxFault::bad_commitment);
  envelope.content->copy.pop_back();
  envelope.content->record->id = "indicator--2";
  EXPECT_EQ(fault_of(pair.receive(pair.head(), {envelope.text()})), InboxFault::bad_commitment);
}

TEST_F(InboxTest, AnErasedEnvelopeKeepsTheChainWhole) {
  auto erased = pair.release(record_of(rabat, 1));
  pair.release(1);
  erased.content.reset();
  const auto received = pair.receive(pair.head(), {erased.text(), pair.sent[1]});
  ASSERT_FALSE(received.fault) << received.fault->sentence();
  EXPECT_EQ(received.items[0].refused, refusal::no_content);
  EXPECT_TRUE(received.items[1].refused.empty());
  EXPECT_EQ(received.inbox.chain, pair.outbox.chain);
  EXPECT_EQ(erased.text().find("indicator--"), std::string::npos) << "nothing of it is left, its id included";
}

TEST_F(InboxTest, NamesEpochs) {
  pair.release(1);
  take_rest();
  Pair restored{rabat, madrid};
  restored.outbox = Outbox::begin(rabat.id(), madrid.id(), 9);
  restored.release(1);
  const auto received = pair.receive(restored.head(), restored.sent);
  EXPECT_EQ(fault_of(received), InboxFault::new_epoch);
  EXPECT_EQ(remedy_of(InboxFault::new_epoch), Remedy::enter);
  EXPECT_FALSE(received.inbox.held);

  const auto old_head = pair.head();
  pair.inbox = enter(pair.inbox, 9);
  const auto entered = pair.receive(restored.head(), restored.sent);
  ASSERT_FALSE(entered.fault) << entered.fault->sentence();
  pair.inbox = entered.inbox;
  EXPECT_EQ(fault_of(pair.receive(old_head, {})), InboxFault::stale_epoch);
}

TEST_F(InboxTest, NamesUnknownCriticalFieldsAndKinds) {
  auto envelope = pair.release(record_of(rabat, 1));
  const auto with = [&](std::string bytes) {
    auto changed = envelope;
    changed.bytes = std::move(bytes);
    Outbox end = pair.outbox;
    end.chain = changed.chain();
    return pair.receive(sign(rabat.key, head_of(end, 1, noon)).text(), {changed.text()});
  };
  auto encrypted = envelope.bytes;
  encrypted.insert(encrypted.find(R"("epoch")"), R"("encryption":{"to":"you"},)");
  EXPECT_EQ(fault_of(with(encrypted)), InboxFault::unknown_field);
  auto kind = envelope.bytes;
  kind.replace(kind.find(R"("kind":"record")"), 15, R"("kind":"rumour")");
  EXPECT_EQ(fault_of(with(kind)), InboxFault::unknown_field);
  auto harmless = envelope.bytes;
  harmless.insert(harmless.size() - 1, R"(,"x-note":"for later versions")");
  const auto received = with(harmless);
  EXPECT_FALSE(received.fault) << received.fault->sentence();
}

TEST_F(InboxTest, TakesAnothersRecordOnlyWithItsPermission) {
  // Paris made it, Rabat holds it and passes it on to Madrid.
  Pair first{paris, rabat};
  const auto held = first.release(record_of(paris, 5));
  Release onward = record_of(paris, 5);
  const Permission permission{paris.id(), rabat.id(), madrid.id(), held.body.commitment, noon};
  const auto receive_with = [&](std::optional<Document> document) {
    Pair fresh{rabat, madrid};
    fresh.directory = Directory{&rabat, &madrid, &paris};
    Release release = onward;
    release.permission = std::move(document);
    const auto envelope = fresh.outbox.append(std::move(release), held.content->salt);
    fresh.sent.push_back(envelope.text());
    return fresh.receive(fresh.head(), fresh.sent);
  };
  const auto good = receive_with(sign(paris.key, permission));
  ASSERT_FALSE(good.fault) << good.fault->sentence();
  EXPECT_TRUE(good.items[0].refused.empty());
  EXPECT_EQ(good.items[0].envelope.body.originator, paris.id());

  EXPECT_EQ(fault_of(receive_with(std::nullopt)), InboxFault::originator_mismatch);
  const auto mismatch = [&](const Service& signer, Permission changed) {
    EXPECT_EQ(fault_of(receive_with(sign(signer.key, changed))), InboxFault::originator_mismatch);
  };
  Permission changed = permission;
  changed.recipient = paris.id();
  mismatch(paris, changed);
  changed = permission;
  changed.holder = madrid.id();
  mismatch(paris, changed);
  changed = permission;
  changed.commitment = base::sha256("another copy");
  mismatch(paris, changed);
  changed = permission;
  changed.originator = rabat.id();
  mismatch(rabat, changed);

  auto forged = sign(paris.key, permission);
  forged.signature.value = sign(paris.key, changed).signature.value;
  EXPECT_EQ(fault_of(receive_with(forged)), InboxFault::originator_mismatch);
}

TEST_F(InboxTest, ARecordOfAnUnknownOriginatorIsRefusedAndNoFault) {
  Pair first{paris, rabat};
  const auto held = first.release(record_of(paris, 5));
  Release onward = record_of(paris, 5);
  onward.permission =
      sign(paris.key, Permission{paris.id(), rabat.id(), madrid.id(), held.body.commitment, noon});
  pair.sent.push_back(pair.outbox.append(std::move(onward), held.content->salt).text());
  const auto received = pair.receive(pair.head(), pair.sent);  // the directory holds no card of Paris
  ASSERT_FALSE(received.fault) << received.fault->sentence();
  EXPECT_EQ(received.items[0].refused, refusal::unknown_originator);
}

TEST_F(InboxTest, ARecallIsBelievedOnlyWhenItsOriginatorSignedIt) {
  Recall recall;
  recall.originator = rabat.id();
  recall.id = "indicator--1";
  recall.issued = noon;
  recall.deadline = noon + std::chrono::hours(24);
  const auto receive_order = [&](const Service& signer, Kind kind) {
    Pair fresh{rabat, madrid};
    Release release;
    release.kind = kind;
    release.originator = rabat.id();
    release.copy = sign(signer.key, recall).text();
    fresh.release(std::move(release));
    return fresh.receive_rest();
  };
  const auto good = receive_order(rabat, Kind::recall);
  ASSERT_FALSE(good.fault) << good.fault->sentence();
  EXPECT_EQ(read_recall(good.items[0].envelope.content->copy)->recall, recall);
  EXPECT_EQ(fault_of(receive_order(rabat, Kind::erase)), InboxFault::originator_mismatch);
}

TEST_F(InboxTest, RetiredAndRevokedKeysBringNothingNew) {
  pair.release(2);
  take_rest();
  const auto new_key = key_of("rabat/new");
  Card card = rabat.chain.newest();
  card.number = 2;
  card.service = rabat.id();
  card.previous = rabat.chain.documents().back().hash();
  card.keys = {new_key.public_key()};
  ASSERT_TRUE(rabat.chain.extend(sign(rabat.root, card).text()));
  const auto old_number = pair.head(5);
  EXPECT_FALSE(pair.receive(old_number, {}).fault) << "an old key may still state what is held";
  pair.release(1);
  const auto late = pair.receive_rest();
  EXPECT_EQ(fault_of(late), InboxFault::old_key);
  EXPECT_FALSE(late.inbox.held) << "it may have been on its way when the key changed";
  const auto received = pair.receive(sign(new_key, head_of(pair.outbox, 2, noon)).text(), {pair.sent[2]});
  EXPECT_FALSE(received.fault) << received.fault->sentence();
}

TEST_F(InboxTest, ARevocationDisownsWhatCameAfterIt) {
  pair.release(4);
  take_rest();
  const Revocation revocation{rabat.id(), 2, rabat.key.id(), madrid.id(), 1, 2, pair.chains[1]};
  const auto cut = disown(pair.inbox, revocation, pair.knowledge());
  ASSERT_TRUE(cut) << cut.error().text();
  EXPECT_EQ(cut->number, 2U);
  EXPECT_EQ(cut->chain, pair.chains[1]);
  Revocation other = revocation;
  other.chain = pair.chains[2];
  EXPECT_EQ(disown(pair.inbox, other, pair.knowledge()).error().fault, Fault::conflict);
  other = revocation;
  other.number = 9;
  EXPECT_EQ(*disown(pair.inbox, other, pair.knowledge()), pair.inbox);
}

TEST_F(InboxTest, EveryFaultHasASentenceThatSaysWhatToDo) {
  for (std::size_t i = 0; i < inbox_fault_count; ++i) {
    const auto fault = static_cast<InboxFault>(i);
    EXPECT_FALSE(name_of(fault).empty());
    const auto sentence = Finding{fault, 7, "detail", {}}.sentence();
    EXPECT_NE(sentence.find("number 7"), std::string::npos);
    EXPECT_GT(sentence.size(), 60U);
  }
}

TEST_F(InboxTest, NoChangedByteOfHeadOrEnvelopePasses) {
  pair.release(2);
  const auto head = pair.head();
  for (std::size_t i = 0; i < head.size(); ++i) {
    auto changed = head;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_TRUE(pair.receive(changed, pair.sent).fault) << i;
  }
  for (std::size_t i = 0; i < pair.sent[0].size(); ++i) {
    auto changed = pair.sent;
    changed[0][i] = static_cast<char>(changed[0][i] ^ 1);
    EXPECT_TRUE(pair.receive(head, changed).fault) << i << ' ' << changed[0].substr(i, 10);
  }
}

/// A partner that tries one random lie at a time. Whatever it does, the inbox holds a prefix of the honest
/// outbox.
TEST_F(InboxTest, AgainstRandomLiesTheInboxHoldsAPrefixOfTheTruth) {
  std::mt19937_64 random(printed_seed());
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::map<std::string, int> faults;
  for (int round = 0; round < rounds(300, 20'000); ++round) {
    Pair world{rabat, madrid};
    for (int step = 0; step < 6; ++step) {
      world.release(static_cast<int>(pick(4)));
      std::vector<std::string> batch(world.sent.begin() + static_cast<std::ptrdiff_t>(world.inbox.number),
                                     world.sent.end());
      std::string head = world.head(step);
      switch (pick(9)) {
        case 0:
          if (!batch.empty()) batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(pick(batch.size())));
          break;
        case 1:
          if (!batch.empty()) batch.push_back(batch[pick(batch.size())]);
          break;
        case 2:
          std::shuffle(batch.begin(), batch.end(), random);
          break;
        case 3:
          head = sign(rabat.key, world.head_at(pick(world.sent.size() + 1))).text();
          break;
        case 4: {
          auto& target = batch.empty() ? head : batch[pick(batch.size())];
          target[pick(target.size())] = static_cast<char>(random());
          break;
        }
        case 5: {
          if (world.inbox.number == 0) break;  // of two signed histories the first one seen is held
          Pair twin{rabat, madrid};
          for (std::size_t i = 0; i < world.sent.size(); ++i) twin.release(record_of(rabat, 1000));
          if (pick(2) == 0) head = twin.head(step);
          batch.assign(twin.sent.begin() + static_cast<std::ptrdiff_t>(
                                               std::min<std::size_t>(world.inbox.number, twin.sent.size())),
                       twin.sent.end());
          break;
        }
        default:
          break;  // honest
      }
      const auto received = world.receive(head, batch);
      if (received.fault) ++faults[std::string(name_of(received.fault->fault))];
      world.inbox = clear(received.inbox);
      ASSERT_LE(world.inbox.number, world.sent.size());
      ASSERT_EQ(world.inbox.chain, world.inbox.number == 0 && world.inbox.epoch == 0 ? Digest{}
                                   : world.inbox.number == 0 ? genesis(rabat.id(), madrid.id(), 1)
                                                             : world.chains[world.inbox.number - 1]);
    }
    const auto last = world.receive_rest();
    ASSERT_FALSE(last.fault) << last.fault->sentence() << " in round " << round;
    ASSERT_EQ(last.inbox.chain, world.outbox.chain) << "honesty always leads on";
  }
  EXPECT_GE(faults.size(), 5U) << "the lies were too tame to mean anything";
}

}  // namespace
}  // namespace tansiq::exchange
