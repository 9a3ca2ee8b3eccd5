// How many decisions a second one core takes, with their reasons: an indicator of some 700 bytes of which
// nothing is cut, for 16 partners; the same with the sentence for an officer; and with one property cut and
// the copy checked again.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/ids.h"
#include "handling/decide.h"
#include "stix/canonical.h"

namespace {

using namespace tansiq;
using namespace tansiq::handling;

struct World {
  Handling handling;
  std::vector<Partner> partners;
  Cell cell{"straits", {"border", "counter-terrorism", "organised-crime"}, false};
  std::vector<Agreement> agreements;
  std::vector<RedLine> red_lines;
  std::vector<SecondOfficerRule> rules;
  Order order{"officer Amal", false, "", {}};
  ActPurpose purpose{"counter-terrorism", "Agreement, article 3"};
  Held author;
  Time now = *base::parse_time("2026-05-01T12:00:00Z");

  World() {
    handling.grade = "B2";
    handling.tlp = Tlp::amber;
    handling.onward = Onward::ask;
    handling.use = "intelligence";
    handling.purpose = "counter-terrorism";
    handling.basis = "Law 7, article 3";
    const char* countries[] = {"MA", "FR", "ES", "BE"};
    for (int i = 0; i < 16; ++i) {
      const auto name = fmt::format("service-{}", i);
      partners.push_back({base::to_hex(base::view(base::sha256(name))), name, countries[i % 4],
                          PartnerRole::member, true, false});
      handling.releasable_to.push_back(name);
    }
    agreements = {{"agreement of 2019", {"FR", "MA"}, {"intelligence"}, {}, {}, {}},
                  {"agreement of 2024", {"BE", "ES"}, {"border control", "intelligence"}, {}, {}, {}}};
    red_lines = {{"no victims", {}, {}, {}, {"victim"}, true},
                 {"no evidence in BE", {"BE"}, {"evidence"}, {}, {}, false}};
    rules = {{"persons to third countries", {"BE"}, {}, {}, true}};
  }

  Question question(const RecordView& record, std::size_t i) const {
    return Question{
        .record = record,
        .handling = handling,
        .partner = partners[i % partners.size()],
        .cell = &cell,
        .agreements = agreements,
        .red_lines = red_lines,
        .second_officer = rules,
        .unmet = {},
        .order = order,
        .purpose = purpose,
        .held = [this](std::string_view id) { return id.starts_with("identity") ? &author : nullptr; },
        .received = nullptr,
        .now = now};
  }
};

RecordView indicator() {
  const auto id = base::uuid_v5("6ba7b811-9dad-11d1-80b4-00c04fd430c8", "1");
  return *RecordView::read(*stix::canonical(fmt::format(
      R"({{"type": "indicator", "spec_version": "2.1", "id": "indicator--{}", "created_by_ref": "identity--{}", )"
      R"("created": "2026-05-01T10:00:00.000Z", "modified": "2026-05-02T11:30:00.000Z", "name": "Host 1 of a staging network", )"
      R"("description": "Seen in the invented campaign \"Northern Lights\": beacon every 60 s, payload é", )"
      R"("indicator_types": ["malicious-activity", "anomalous-activity"], )"
      R"("pattern": "[domain-name:value = 'host1.example.com' AND ipv4-addr:value = '198.51.100.1']", )"
      R"("pattern_type": "stix", "valid_from": "2026-05-01T10:00:00Z", "confidence": 70, )"
      R"("labels": ["invented", "bench"], "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}})",
      id, id)));
}

void run(benchmark::State& state, const World& world, bool with_sentence, bool release) {
  const auto record = indicator();
  std::size_t i = 0;
  for (auto _ : state) {
    const auto decision = decide(world.question(record, i));
    if (decision.release != release) state.SkipWithError("another decision than expected");
    if (with_sentence)
      benchmark::DoNotOptimize(sentence(decision, world.partners[i % world.partners.size()]));
    benchmark::DoNotOptimize(decision.copy(record));
    ++i;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void BM_Release(benchmark::State& state) {
  run(state, World{}, false, true);
}
BENCHMARK(BM_Release);

void BM_ReleaseWithSentence(benchmark::State& state) {
  run(state, World{}, true, true);
}
BENCHMARK(BM_ReleaseWithSentence);

void BM_Withhold(benchmark::State& state) {
  World world;
  world.handling.grade.clear();
  world.handling.releasable_to.clear();
  run(state, world, false, false);
}
BENCHMARK(BM_Withhold);

void BM_ReleaseWithACut(benchmark::State& state) {
  World world;
  world.handling.properties = {{"/description", {}}};
  run(state, world, false, true);
}
BENCHMARK(BM_ReleaseWithACut);

void BM_PrepareRecord(benchmark::State& state) {
  const std::string bytes(indicator().bytes());
  for (auto _ : state) benchmark::DoNotOptimize(RecordView::read(bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_PrepareRecord);

}  // namespace

BENCHMARK_MAIN();
