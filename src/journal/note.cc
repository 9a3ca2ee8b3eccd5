#include "journal/note.h"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <sodium.h>

namespace tansiq::journal {
namespace {

using base::Fault;

constexpr char ed25519 = 1;
constexpr std::string_view dash = "\xe2\x80\x94 ";  // U+2014 and a space
constexpr std::size_t longest_name = 200;
constexpr std::size_t id_bytes = 4;

std::string id_text(std::uint32_t id) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>((id >> shift) & 0xff));
  return bytes;
}

std::uint32_t id_from(std::string_view bytes) {
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < id_bytes; ++i) id = (id << 8) | static_cast<unsigned char>(bytes[i]);
  return id;
}

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool holds(const NoteSignature& signature, const VerifierKey& key, std::string_view text) {
  return signature.bytes.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(octets(signature.bytes), octets(text), text.size(), key.key.data()) == 0;
}

base::Result<NoteSignature> read_signature(std::string_view line) {
  const auto wrong = [] {
    return base::fail(Fault::invalid, "a signature line that is none", "note",
                      "an em dash, a name and base64, with a space between");
  };
  if (!line.starts_with(dash)) return wrong();
  line.remove_prefix(dash.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return wrong();
  const auto bytes = base::from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= id_bytes) return wrong();
  return NoteSignature{std::string(line.substr(0, space)), id_from(*bytes), bytes->substr(id_bytes)};
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && base::check_line(name, longest_name, "name").has_value() &&
         name.find_first_of(" +") == std::string_view::npos &&
         name.find("\xc2\xa0") == std::string_view::npos &&      // no-break space
         name.find("\xe1\x9a\x80") == std::string_view::npos &&  // ogham space mark
         name.find("\xe2\x80") == std::string_view::npos &&      // general punctuation, its spaces among it
         name.find("\xe2\x81\x9f") == std::string_view::npos &&  // mathematical space
         name.find("\xe3\x80\x80") == std::string_view::npos;    // ideographic space
}

std::uint32_t VerifierKey::id() const {
  const base::Digest digest = base::sha256(name + '\n' + ed25519, base::view(key));
  return id_from(base::view(digest));
}

std::string VerifierKey::text() const {
  return fmt::format("{}+{:08x}+{}", name, id(),
                     base::to_base64(std::string(1, ed25519) + std::string(key.begin(), key.end())));
}

base::Result<VerifierKey> read_verifier_key(std::string_view text) {
  const auto wrong = [](std::string_view what) {
    return base::fail(Fault::invalid, std::string(what), "key", "NAME+ID+KEY as a node prints it");
  };
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return wrong("not a key");
  VerifierKey key;
  key.name = text.substr(0, first);
  if (!is_key_name(key.name)) return wrong("a key cannot have this name");
  const auto bytes = base::from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 1 + key.key.size() || bytes->front() != ed25519)
    return wrong("not an Ed25519 key");
  std::copy(bytes->begin() + 1, bytes->end(), key.key.begin());
  if (text.substr(first + 1, second - first - 1) != fmt::format("{:08x}", key.id()))
    return wrong("the id does not fit name and key");
  return key;
}

std::string Note::render() const {
  std::string out = text + '\n';
  for (const auto& each : signatures)
    out += fmt::format("{}{} {}\n", dash, each.name, base::to_base64(id_text(each.id) + each.bytes));
  return out;
}

base::Result<Note> read_note(std::string_view text) {
  const auto wrong = [](std::string_view what) {
    return base::fail(Fault::invalid, std::string(what), "note");
  };
  if (text.size() > most_note_bytes)
    return base::fail(Fault::too_large, fmt::format("longer than {} bytes", most_note_bytes), "note");
  if (!base::is_utf8(text)) return wrong("no UTF-8");
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }))
    return wrong("a control character");
  const auto blank = text.rfind("\n\n");
  if (blank == std::string_view::npos || !text.ends_with('\n'))
    return wrong("no signatures behind a blank line");
  Note note;
  note.text = text.substr(0, blank + 1);
  std::string_view rest = text.substr(blank + 2);
  while (!rest.empty()) {
    if (note.signatures.size() == most_note_signatures) return wrong("too many signatures");
    const auto end = rest.find('\n');
    auto signature = read_signature(rest.substr(0, end));
    if (!signature) return base::fail(signature);
    note.signatures.push_back(*std::move(signature));
    rest.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return wrong("no signature");
  return note;
}

Note sign_note(std::string text, const VerifierKey& key, const Signer& signer) {
  assert(text.ends_with('\n') && is_key_name(key.name));
  Note note;
  note.signatures.push_back({key.name, key.id(), signer(text)});
  note.text = std::move(text);
  return note;
}

base::Result<std::vector<VerifierKey>> verify(const Note& note, std::span<const VerifierKey> keys) {
  std::vector<VerifierKey> signers;
  for (const auto& signature : note.signatures) {
    for (const auto& key : keys) {
      if (signature.name != key.name || signature.id != key.id()) continue;
      if (!holds(signature, key, note.text))
        return base::fail(Fault::forbidden, "the signature does not hold", key.name);
      if (std::find(signers.begin(), signers.end(), key) == signers.end()) signers.push_back(key);
    }
  }
  if (signers.empty())
    return base::fail(Fault::forbidden, "none of the keys that are believed signed this", "note",
                      "the key of the service that is said to have signed it");
  return signers;
}

}  // namespace tansiq::journal
