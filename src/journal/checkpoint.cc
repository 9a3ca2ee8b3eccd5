#include "journal/checkpoint.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <fmt/format.h>

namespace tansiq::journal {
namespace {

using base::Fault;

/// Copies exactly 32 bytes.
bool put(const base::Result<std::string>& bytes, Digest& digest) {
  if (!bytes || bytes->size() != digest.size()) return false;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return true;
}

}  // namespace

std::string origin_of(std::string_view service, std::uint64_t epoch) {
  return fmt::format("tansiq/journal/{}/{}", service, epoch);
}

std::string render(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\ntime {}\nchain {}\n", checkpoint.origin, checkpoint.size,
                     base::to_base64(base::view(checkpoint.root)), base::format_time(checkpoint.time),
                     base::to_hex(base::view(checkpoint.chain)));
}

base::Result<Checkpoint> read_checkpoint(std::string_view text) {
  const auto wrong = [](std::string_view what) {
    return base::fail(Fault::invalid, std::string(what), "checkpoint",
                      "the lines origin, size, root, time and chain");
  };
  std::array<std::string_view, 5> lines;
  std::string_view rest = text;
  for (auto& line : lines) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return wrong("too few lines");
    line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  Checkpoint checkpoint;
  checkpoint.origin = lines[0];
  if (!is_key_name(checkpoint.origin)) return wrong("a log cannot have this name");
  const auto [stop, error] =
      std::from_chars(lines[1].data(), lines[1].data() + lines[1].size(), checkpoint.size);
  if (error != std::errc{} || stop != lines[1].data() + lines[1].size())
    return wrong("the size is no number");
  if (!put(base::from_base64(lines[2]), checkpoint.root)) return wrong("the root is no hash in base64");
  constexpr std::string_view time = "time ";
  constexpr std::string_view chain = "chain ";
  if (!lines[3].starts_with(time) || !lines[4].starts_with(chain)) return wrong("time or chain is missing");
  const auto instant = base::parse_time(lines[3].substr(time.size()));
  if (!instant) return wrong("the time is none");
  checkpoint.time = *instant;
  if (!put(base::from_hex(lines[4].substr(chain.size())), checkpoint.chain))
    return wrong("the chain is no hash in hexadecimal");
  if (render(checkpoint) != text) return wrong("not written as Tansiq writes it");
  return checkpoint;
}

Note sign(const Checkpoint& checkpoint, const VerifierKey& key, const Signer& signer) {
  assert(key.name == checkpoint.origin);
  return sign_note(render(checkpoint), key, signer);
}

base::Result<Checkpoint> verified_checkpoint(const Note& note, std::span<const VerifierKey> keys) {
  auto checkpoint = read_checkpoint(note.text);
  if (!checkpoint) return checkpoint;
  std::vector<VerifierKey> own;
  for (const auto& key : keys)
    if (key.name == checkpoint->origin) own.push_back(key);
  if (const auto signers = verify(note, own); !signers) return base::fail(signers);
  return checkpoint;
}

}  // namespace tansiq::journal
