// How fast objects are read: parsed, checked against the specification and written in canonical form, beside
// what the JSON parser alone takes for the same bytes. Indicators of some 700 bytes in envelopes of 1,000.

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <fmt/format.h>
#include <simdjson.h>

#include "base/ids.h"
#include "stix/stix.h"

namespace {

using namespace tansiq;

constexpr std::size_t objects_in_envelope = 1000;

/// An invented indicator as a tool would send it: members in no order, some white space.
std::string indicator(std::size_t number) {
  const std::string seed = fmt::format("{}", number);
  const std::string ns = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
  return fmt::format(
      R"({{"type": "indicator", "spec_version": "2.1", "id": "indicator--{}", )"
      R"("created_by_ref": "identity--{}", "created": "2026-05-01T10:00:00.{:03}Z", )"
      R"("modified": "2026-05-02T11:30:00.{:03}Z", "name": "Host {} of a staging network", )"
      R"("description": "Seen in the invented campaign \"Northern Lights\": beacon every 60 s, payload é{}", )"
      R"("indicator_types": ["malicious-activity", "anomalous-activity"], )"
      R"("pattern": "[domain-name:value = 'host{}.example.com' AND ipv4-addr:value = '198.51.100.{}']", )"
      R"("pattern_type": "stix", "valid_from": "2026-05-01T10:00:00Z", "confidence": {}, )"
      R"("labels": ["invented", "bench"], "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}})",
      base::uuid_v5(ns, seed), base::uuid_v5(ns, "service"), number % 1000, number % 1000, number, number,
      number, number % 256, number % 101);
}

std::string envelope(bool canonical_form) {
  std::string text = R"({"objects":[)";
  for (std::size_t i = 0; i < objects_in_envelope; ++i) {
    if (i > 0) text += ',';
    text += canonical_form ? stix::canonical(indicator(i)).value() : indicator(i);
  }
  return text + "]}";
}

void report(benchmark::State& state, const std::string& text) {
  state.counters["objects/s"] =
      benchmark::Counter(objects_in_envelope, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["bytes/object"] = static_cast<double>(text.size()) / objects_in_envelope;
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void parse_alone(benchmark::State& state) {
  const std::string text = envelope(false);
  simdjson::dom::parser parser;
  for (auto _ : state) {
    auto parsed = parser.parse(text.data(), text.size());
    if (parsed.error() != simdjson::SUCCESS) state.SkipWithError("not parsed");
    benchmark::DoNotOptimize(parsed);
  }
  report(state, text);
}

/// Seconds that `work` takes: the least of several tries.
template <typename Work>
double least_seconds(Work&& work) {
  double best = 1e9;
  for (int i = 0; i < 20; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

void read(benchmark::State& state, bool canonical_form) {
  const std::string text = envelope(canonical_form);
  stix::Reader reader;
  for (auto _ : state) {
    auto content = reader.read(text);
    if (!content || content->objects.size() != objects_in_envelope || !content->objects[0].warnings.empty())
      state.SkipWithError("not all objects are right");
    benchmark::DoNotOptimize(content);
  }
  report(state, text);
  simdjson::dom::parser parser;
  const double bare =
      least_seconds([&] { benchmark::DoNotOptimize(parser.parse(text.data(), text.size()).error()); });
  const double ours = least_seconds([&] { benchmark::DoNotOptimize(reader.read(text)); });
  state.counters["x bare parse"] = ours / bare;
}

void read_as_sent(benchmark::State& state) {
  read(state, false);
}
void read_canonical(benchmark::State& state) {
  read(state, true);
}

void read_one_by_one(benchmark::State& state) {
  const std::string text = indicator(7);
  stix::Reader reader;
  for (auto _ : state) {
    auto object = reader.read_object(text);
    if (!object) state.SkipWithError("not right");
    benchmark::DoNotOptimize(object);
  }
  state.counters["objects/s"] = benchmark::Counter(1, benchmark::Counter::kIsIterationInvariantRate);
}

void pattern(benchmark::State& state) {
  constexpr std::string_view text =
      "[domain-name:value = 'host7.example.com' AND ipv4-addr:value = '198.51.100.7'] FOLLOWEDBY "
      "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f'] WITHIN "
      "300 SECONDS";
  for (auto _ : state) benchmark::DoNotOptimize(stix::check_pattern(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

BENCHMARK(parse_alone);
BENCHMARK(read_as_sent);
BENCHMARK(read_canonical);
BENCHMARK(read_one_by_one);
BENCHMARK(pattern);

}  // namespace

BENCHMARK_MAIN();
