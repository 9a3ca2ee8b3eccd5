// Any bytes as a signed note and, where they are one, as a checkpoint: what is accepted is written back to
// the same bytes. As a key too.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "journal/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansiq::journal;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto note = read_note(text)) {
    const auto again = read_note(note->render());
    if (!again || *again != *note) std::abort();
    const VerifierKey key{note->signatures[0].name, {}};
    (void)verify(*note, {&key, 1});
    if (const auto checkpoint = read_checkpoint(note->text); checkpoint && render(*checkpoint) != note->text)
      std::abort();
  }
  if (const auto key = read_verifier_key(text); key && !read_verifier_key(key->text())) std::abort();
  return 0;
}
