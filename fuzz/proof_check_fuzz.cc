// Any bytes as a proof that somebody hands in: they read or they do not, and what holds never contradicts
// itself.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "node/proof/proof_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansiq::node;
  const auto proof = check_proof({reinterpret_cast<const char*>(data), size});
  if (!proof || !proof->holds()) return 0;
  const std::vector<CheckedProof> twice = {*proof, *proof};
  if (!compare_proofs(twice).contradictions.empty()) std::abort();
  for (const auto& fact : proof->facts)
    if (fact.by.empty() || fact.sentence.empty()) std::abort();
  return 0;
}
