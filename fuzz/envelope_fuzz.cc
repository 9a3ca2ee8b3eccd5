// An envelope from outside, and the copies that envelopes carry: any bytes give a value or an error, and what
// is accepted is written back to the same bytes.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "exchange/exchange.h"

namespace {

using namespace tansiq::exchange;

void expect(bool holds) {
  if (!holds) std::abort();
}

void envelope(std::string_view text) {
  const auto read = read_envelope(text);
  if (!read) return expect(!read.error().what.empty());
  const auto again = read_envelope(read->text());
  expect(again.has_value() && *again == *read && again->chain() == read->chain());
  (void)check_content(*read);
}

void statements(std::string_view text) {
  if (const auto read = read_receipt(text)) {
    expect(read_receipt(render(*read)) == read);
    const Released releases[] = {{1, {}}, {2, {}}, {5, {}}};
    (void)fold(releases, read->epoch, {&*read, 1}, {}, {});
  }
  if (const auto read = read_ask(text)) expect(read_ask(render(*read)) == read);
  if (const auto read = read_answer(text)) expect(read_answer(render(*read)) == read);
  if (const auto read = read_seal(text)) {
    const auto again = read_seal(read->document.text());
    expect(again && again->seal == read->seal);
  }
  if (const auto read = read_strand(text)) {
    const auto again = read_strand(render(*read));
    expect(again && again->envelopes == read->envelopes && again->head == read->head);
  }
  if (const auto read = read_recall(text)) expect(read_recall(read->document.text()).has_value());
  const Document unsigned_one{std::string(text), {}};
  if (const auto read = read_permission(unsigned_one)) (void)render(*read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  envelope(text);
  statements(text);
  return 0;
}
