// The splitter of imported files: any bytes, in parts of any size, give the same pieces; each is one line;
// and what was one JSON text is never made into another.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "cli/splitter.h"

namespace {

std::vector<std::string> split(std::string_view text, bool lines, std::size_t step) {
  std::vector<std::string> pieces;
  tansiq::cli::Splitter splitter(
      lines,
      [&](tansiq::cli::Piece piece) {
        if (piece.json.find('\n') != std::string::npos) std::abort();
        if (piece.json.empty() == piece.problem.empty()) std::abort();
        pieces.push_back(piece.json + "\n" + piece.problem);
      },
      4096);
  for (std::size_t at = 0; at < text.size(); at += step) splitter.feed(text.substr(at, step));
  pieces.push_back(splitter.finish() ? "complete" : "broken");
  return pieces;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = data[0] % 16U + 1;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool lines = tansiq::cli::content_of(text, true) == tansiq::cli::Content::lines;
  if (split(text, lines, text.size() + 1) != split(text, lines, step)) std::abort();
  return 0;
}
