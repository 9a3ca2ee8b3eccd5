// Proof bundles as text: writing and reading.

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "journal/bundle.h"

namespace tansiq::journal {
namespace {

using base::Fault;
using base::Result;

constexpr std::string_view first_line = "tansiq/proof/1";
constexpr std::size_t longest_about = 500;
constexpr std::size_t longest_kind = 40;
constexpr std::string_view act_letters = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= longest_kind &&
         text.find_first_not_of(act_letters) == std::string_view::npos;
}

// --- writing ---

/// In double quotes, on one line: quotes and backslashes are escaped, and so is every control; every byte
/// above 0x7f too where the text is no UTF-8.
std::string quoted(std::string_view text) {
  const bool utf8 = base::is_utf8(text);
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f || (byte > 0x7f && !utf8)) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

void put_note(std::string& out, const Note& note) {
  const std::string text = note.render();
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    out += fmt::format("|{}{}\n", end == at ? "" : " ", text.substr(at, end - at));
    at = end + 1;
  }
}

void put_path(std::string& out, const Path& path) {
  out += "path";
  for (const Digest& hash : path) out += ' ' + base::to_base64(base::view(hash));
  out += '\n';
}

void put_entry(std::string& out, const ProvenEntry& proven) {
  const Entry& entry = proven.entry;
  out += fmt::format("entry {} {} {}\nprevious {}\n", entry.number, base::format_time(entry.time),
                     entry.act.act, base::to_hex(base::view(entry.previous)));
  const auto texts = fields(entry.act);
  for (std::size_t i = 0; i < field_count; ++i) {
    if (entry.salts[i].empty()) {
      out += fmt::format("{} # {}\n", field_names[i], base::to_hex(base::view(entry.commitments[i])));
    } else {
      out += fmt::format("{} = {} {}\n", field_names[i], base::to_hex(entry.salts[i]), quoted(texts[i]));
    }
  }
  put_path(out, proven.path);
}

// --- reading ---

/// Takes a text line by line and remembers the first thing that is wrong; afterwards everything reads as
/// empty.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) { look(); }

  [[nodiscard]] bool at(std::string_view word) const {
    return !error_ && line_.starts_with(word) && (line_.size() == word.size() || line_[word.size()] == ' ');
  }
  [[nodiscard]] bool at_end() const { return error_ || ended_; }
  [[nodiscard]] bool failed() const { return error_.has_value(); }

  /// The rest of a line that begins with `word` and a space.
  std::string_view take(std::string_view word) {
    if (!at(word)) {
      wrong(fmt::format("the line \"{}\" is missing", word));
      return {};
    }
    const auto rest = line_.substr(std::min(line_.size(), word.size() + 1));
    next();
    return rest;
  }

  void wrong(std::string what) {
    if (!error_) error_ = base::Error{Fault::invalid, std::move(what), fmt::format("line {}", number_), {}};
  }
  [[nodiscard]] const base::Error& error() const { return *error_; }

 private:
  void next() {
    ++number_;
    look();
  }
  void look() {
    ended_ = rest_.empty();
    const auto end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
  }

  std::string_view rest_;
  std::string_view line_;
  std::size_t number_ = 1;
  bool ended_ = false;
  std::optional<base::Error> error_;
};

/// Splits the first word off.
std::string_view word_of(std::string_view& rest) {
  const auto end = rest.find(' ');
  const auto word = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return word;
}

Digest digest_of(Lines& lines, const Result<std::string>& bytes) {
  Digest digest{};
  if (!bytes || bytes->size() != digest.size()) {
    lines.wrong("not a hash of 32 bytes");
  } else {
    std::copy(bytes->begin(), bytes->end(), digest.begin());
  }
  return digest;
}

std::string unquoted(Lines& lines, std::string_view text) {
  std::string out;
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
    lines.wrong("not a text in double quotes");
    return out;
  }
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (text.substr(i + 1, 1) == "x") {
      const auto byte = base::from_hex(text.substr(i + 2, 2));
      if (!byte || byte->size() != 1) {
        lines.wrong("an escape that is none");
        return {};
      }
      out += *byte;
      i += 3;
    } else if (i + 1 < text.size()) {
      out += text[++i];
    }
  }
  return out;
}

Note take_note(Lines& lines) {
  std::string text;
  while (lines.at("|")) {
    text.append(lines.take("|"));
    text += '\n';
  }
  auto note = read_note(text);
  if (note) return *std::move(note);
  lines.wrong(note.error().text());
  return {};
}

Path take_path(Lines& lines) {
  Path path;
  auto rest = lines.take("path");
  while (!rest.empty() && !lines.failed()) {
    if (path.size() == longest_path) lines.wrong("a path of more hashes than any tree has levels");
    path.push_back(digest_of(lines, base::from_base64(word_of(rest))));
  }
  return path;
}

void take_field(Lines& lines, Entry& entry, std::size_t index) {
  auto rest = lines.take(field_names[index]);
  const auto kind = word_of(rest);
  if (kind == "#") {
    entry.commitments[index] = digest_of(lines, base::from_hex(rest));
  } else if (kind == "=") {
    const auto salt = base::from_hex(word_of(rest));
    if (!salt || salt->size() != salt_size) lines.wrong("a salt has 16 bytes");
    entry.salts[index] = salt.value_or(std::string());
    field(entry.act, index) = unquoted(lines, rest);
    entry.commitments[index] = base::sha256(entry.salts[index], fields(entry.act)[index]);
  } else {
    lines.wrong("a field is shown behind = or hidden behind #");
  }
}

ProvenEntry take_entry(Lines& lines) {
  ProvenEntry proven;
  Entry& entry = proven.entry;
  auto rest = lines.take("entry");
  const auto number = word_of(rest);
  std::from_chars(number.data(), number.data() + number.size(), entry.number);
  if (entry.number < 1) lines.wrong("an entry has a number from 1");
  const auto time = base::parse_time(word_of(rest));
  if (!time) lines.wrong("an entry has a time");
  entry.time = time.value_or(base::Time{});
  entry.act.act = rest;
  if (!is_word(rest)) lines.wrong("an act is one word");
  entry.previous = digest_of(lines, base::from_hex(lines.take("previous")));
  for (std::size_t i = 0; i < field_count && !lines.failed(); ++i) take_field(lines, entry, i);
  entry.hash = hash_of(entry);
  proven.path = take_path(lines);
  return proven;
}

LogProof take_log(Lines& lines) {
  LogProof log;
  lines.take("log");
  log.checkpoint = take_note(lines);
  while (lines.at("earlier") && !lines.failed()) {
    lines.take("earlier");
    EarlierCheckpoint earlier;
    earlier.note = take_note(lines);
    earlier.path = take_path(lines);
    log.earlier.push_back(std::move(earlier));
  }
  while (lines.at("entry") && !lines.failed()) log.entries.push_back(take_entry(lines));
  return log;
}

Attachment take_attachment(Lines& lines) {
  Attachment attachment;
  auto rest = lines.take("attachment");
  attachment.kind = word_of(rest);
  if (!is_word(attachment.kind)) lines.wrong("an attachment has a kind of one word");
  auto bytes = base::from_base64(rest);
  if (!bytes) lines.wrong("an attachment is base64");
  attachment.bytes = std::move(bytes).value_or(std::string());
  return attachment;
}

}  // namespace

std::string render(const Bundle& bundle) {
  std::string out = fmt::format("{}\nabout {}\n", first_line, bundle.about);
  for (const LogProof& log : bundle.logs) {
    out += "log\n";
    put_note(out, log.checkpoint);
    for (const EarlierCheckpoint& earlier : log.earlier) {
      out += "earlier\n";
      put_note(out, earlier.note);
      put_path(out, earlier.path);
    }
    for (const ProvenEntry& entry : log.entries) put_entry(out, entry);
  }
  for (const Attachment& each : bundle.attachments)
    out += fmt::format("attachment {} {}\n", each.kind, base::to_base64(each.bytes));
  return out + "end\n";
}

Result<Bundle> read_bundle(std::string_view text) {
  if (text.size() > most_bundle_bytes)
    return base::fail(Fault::too_large, fmt::format("longer than {} bytes", most_bundle_bytes),
                      "proof bundle");
  Lines lines(text);
  Bundle bundle;
  if (!lines.take(first_line).empty()) lines.wrong("something stands behind the name of the format");
  bundle.about = lines.take("about");
  if (const auto line = base::check_line(bundle.about, longest_about, "about"); !line)
    lines.wrong(line.error().text());
  while (lines.at("log")) bundle.logs.push_back(take_log(lines));
  while (lines.at("attachment")) bundle.attachments.push_back(take_attachment(lines));
  lines.take("end");
  if (!lines.at_end()) lines.wrong("something stands behind the end");
  if (lines.failed()) {
    base::Error error = lines.error();
    return base::fail(error.fault, error.what, "proof bundle, " + error.where);
  }
  // One bundle has one text, so that a change of any byte shows.
  if (render(bundle) != text)
    return base::fail(Fault::invalid, "not written as Tansiq writes it", "proof bundle",
                      "the file exactly as it was made");
  return bundle;
}

}  // namespace tansiq::journal
