// What one release costs at either end, without disk and network: commit to the copy, chain and write the
// envelope; read it, check number, chain and commitment; sign and verify a head.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "exchange/exchange.h"

namespace {

using namespace tansiq;
using namespace tansiq::exchange;

const Time noon = *base::parse_time("2026-05-01T12:00:00Z");

struct Pair {
  SigningKey root = SigningKey::generate();
  SigningKey key = SigningKey::generate();
  CardChain cards = *CardChain::begin(sign(root, first_card(root.public_key(), key.public_key(), "Bench",
                                                            "MA", "https://bench.example", {}, noon))
                                          .text());
  ServiceId recipient = base::sha256("recipient");
  Outbox outbox = Outbox::begin(cards.service(), recipient, 1);

  Release release() const {
    Release next;
    next.originator = cards.service();
    next.cell = base::sha256("cell");
    next.record = RecordKey{"indicator--d0000000-0000-4000-8000-000000000004", "2026-05-01T10:00:00.000Z"};
    next.copy = R"({"name":")" + std::string(680, 'x') + R"("})";
    next.conditions =
        R"({"grade":"B2","onward":"ask","purpose":"counter-terrorism","tlp":"amber","uses":["intelligence"]})";
    return next;
  }
};

void BM_CommitAndChain(benchmark::State& state) {
  Pair pair;
  const auto release = pair.release();
  const auto salt = base::random_bytes(salt_size);
  for (auto _ : state) benchmark::DoNotOptimize(pair.outbox.append(release, salt));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_CommitAndChain);

void BM_WriteEnvelope(benchmark::State& state) {
  Pair pair;
  const auto envelope = pair.outbox.append(pair.release(), base::random_bytes(salt_size));
  for (auto _ : state) benchmark::DoNotOptimize(envelope.text());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_WriteEnvelope);

/// Batches of this many releases under one head: read, verified, chained.
void BM_Receive(benchmark::State& state) {
  Pair pair;
  const auto count = static_cast<std::size_t>(state.range(0));
  std::vector<std::string> sent;
  for (std::size_t i = 0; i < count; ++i)
    sent.push_back(pair.outbox.append(pair.release(), base::random_bytes(salt_size)).text());
  const auto head = sign(pair.key, head_of(pair.outbox, 1, noon)).text();
  const std::vector<std::string_view> views(sent.begin(), sent.end());
  const auto inbox = Inbox::begin(pair.recipient, pair.cards.service());
  for (auto _ : state) {
    const auto received = receive(inbox, head, views, {&pair.cards});
    if (received.fault) state.SkipWithError(received.fault->sentence().c_str());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * count));
}
BENCHMARK(BM_Receive)->Arg(1)->Arg(10)->Arg(1000);

void BM_SignHead(benchmark::State& state) {
  Pair pair;
  for (auto _ : state) benchmark::DoNotOptimize(sign(pair.key, head_of(pair.outbox, 1, noon)).text());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_SignHead);

void BM_Stream(benchmark::State& state) {
  Pair pair;
  std::string stream;
  for (int i = 0; i < 100; ++i)
    append_event(stream, event::envelope, 1,
                 pair.outbox.append(pair.release(), base::random_bytes(salt_size)).text());
  for (auto _ : state) {
    EventReader reader(most_envelope_bytes);
    std::size_t bytes = 0;
    for (std::size_t at = 0; at < stream.size(); at += 16'384)
      (void)reader.feed(std::string_view(stream).substr(at, 16'384),
                        [&](const Event& event) -> base::Result<> {
                          bytes += event.data.size();
                          return {};
                        });
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * 100));
}
BENCHMARK(BM_Stream);

}  // namespace

BENCHMARK_MAIN();
