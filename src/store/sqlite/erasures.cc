#include "store/sqlite/erasures.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "store/sqlite/files.h"

namespace tansiq::store::sqlite {
namespace {

using base::Fault;

// A line: number SP time SP records=... SP conflicts=... SP journal=... SP submissions=... SP releases=... SP
// arrivals=... SP submitted=... SP hash LF. Lists are separated by commas; a journal item is
// entry@instant:fields, an envelope service/epoch/number.

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

std::string_view cut(std::string_view& text, char mark) {
  const auto end = text.find(mark);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

bool read_numbers(std::string_view text, std::string_view name, std::vector<std::int64_t>& numbers) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  while (!text.empty())
    if (!read_number(cut(text, ','), numbers.emplace_back())) return false;
  return true;
}

bool read_fields(std::string_view text, std::vector<ErasedFields>& all) {
  constexpr std::string_view name = "journal=";
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  while (!text.empty()) {
    auto item = cut(text, ',');
    std::int64_t entry = 0;
    std::int64_t instant = 0;
    std::int64_t fields = 0;
    if (!read_number(cut(item, '@'), entry) || !read_number(cut(item, ':'), instant) ||
        !read_number(item, fields) || fields <= 0 || fields >= 1 << journal::field_count)
      return false;
    all.push_back({entry, Time{std::chrono::microseconds{instant}}, static_cast<int>(fields)});
  }
  return true;
}

bool read_names(std::string_view text, std::string_view name, std::vector<EnvelopeName>& names) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  while (!text.empty()) {
    auto item = cut(text, ',');
    std::int64_t epoch = 0;
    std::int64_t number = 0;
    EnvelopeName envelope;
    if (!read_number(cut(item, '/'), envelope.service) || !read_number(cut(item, '/'), epoch) ||
        !read_number(item, number))
      return false;
    envelope.epoch = static_cast<std::uint64_t>(epoch);
    envelope.number = static_cast<std::uint64_t>(number);
    names.push_back(envelope);
  }
  return true;
}

std::string write_names(const std::vector<EnvelopeName>& names) {
  std::string text;
  for (const auto& name : names)
    text += fmt::format("{}{}/{}/{}", text.empty() ? "" : ",", name.service, name.epoch, name.number);
  return text;
}

}  // namespace

std::string encode(const Erasure& erasure) {
  std::string fields;
  for (const auto& item : erasure.journal)
    fields += fmt::format("{}{}@{}:{}", fields.empty() ? "" : ",", item.entry,
                          item.time.time_since_epoch().count(), item.fields);
  return fmt::format(
      "{} {} records={} conflicts={} journal={} submissions={} releases={} arrivals={}"
      " submitted={}",
      erasure.number, base::format_time(erasure.time), fmt::join(erasure.rows.records, ","),
      fmt::join(erasure.rows.conflicts, ","), fields, fmt::join(erasure.submissions, ","),
      write_names(erasure.releases), write_names(erasure.arrivals), fmt::join(erasure.submitted, ","));
}

Result<Erasure> decode(std::string_view line) {
  Erasure erasure;
  const bool numbered = read_number(cut(line, ' '), erasure.number);
  const auto time = base::parse_time(cut(line, ' '));
  if (!numbered || !time || !read_numbers(cut(line, ' '), "records=", erasure.rows.records) ||
      !read_numbers(cut(line, ' '), "conflicts=", erasure.rows.conflicts) ||
      !read_fields(cut(line, ' '), erasure.journal) ||
      !read_numbers(cut(line, ' '), "submissions=", erasure.submissions) ||
      !read_names(cut(line, ' '), "releases=", erasure.releases) ||
      !read_names(cut(line, ' '), "arrivals=", erasure.arrivals) ||
      !read_numbers(line, "submitted=", erasure.submitted))
    return base::fail(Fault::internal, "a line does not read as an erasure",
                      std::string(ErasureList::file_name));
  erasure.time = *time;
  return erasure;
}

ErasureList::ErasureList(ErasureList&& other) noexcept {
  *this = std::move(other);
}

ErasureList& ErasureList::operator=(ErasureList&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(size_, other.size_);
  std::swap(hash_, other.hash_);
  std::swap(erasures_, other.erasures_);
  return *this;
}

ErasureList::~ErasureList() {
  if (file_ >= 0) ::close(file_);
}

Result<ErasureList> ErasureList::open(const std::string& directory) {
  const std::string path = fmt::format("{}/{}", directory, file_name);
  ErasureList list;
  list.file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (list.file_ < 0) return fail_errno("cannot open", path);
  auto content = read_all(list.file_, path);
  if (!content) return fail(content);
  std::string_view rest = *content;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;  // torn by a crash
    const auto line = rest.substr(0, end);
    const auto space = line.rfind(' ');
    const auto body = line.substr(0, space);
    const auto hash = base::sha256(base::view(list.hash_), body);
    auto erasure = decode(body);
    const bool holds = space != std::string_view::npos &&
                       line.substr(space + 1) == base::to_hex(base::view(hash)) && erasure &&
                       erasure->number == list.last() + 1;
    if (!holds) {
      if (end + 1 == rest.size()) break;  // the last line, torn within
      return base::fail(Fault::internal, fmt::format("line {} does not hold", list.last() + 1), path,
                        "the list of erasures was changed; it cannot be trusted");
    }
    list.hash_ = hash;
    list.erasures_.push_back(std::move(*erasure));
    list.size_ += static_cast<std::int64_t>(end + 1);
    rest.remove_prefix(end + 1);
  }
  if (!rest.empty() && (::ftruncate(list.file_, list.size_) != 0 || ::fsync(list.file_) != 0))
    return fail_errno("cannot cut the torn last line of", path);
  if (auto synced = sync_directory(directory); !synced) return fail(synced);
  return list;
}

Result<> ErasureList::append(const std::vector<Erasure>& more) {
  std::string lines;
  auto number = last();
  auto hash = hash_;
  for (const auto& erasure : more) {
    if (erasure.number != ++number)
      return base::fail(Fault::internal,
                        fmt::format("erasure {} stands where {} should: list and database disagree",
                                    erasure.number, number),
                        std::string(file_name));
    const std::string body = encode(erasure);
    hash = base::sha256(base::view(hash), body);
    lines += fmt::format("{} {}\n", body, base::to_hex(base::view(hash)));
  }
  if (auto written = write_all(file_, lines, size_, file_name); !written) {
    if (::ftruncate(file_, size_) != 0) return fail_errno("cannot cut back", std::string(file_name));
    return written;
  }
  if (::fdatasync(file_) != 0)
    return base::fail(Fault::internal, fmt::format("fsync failed: {}", errno_text()), std::string(file_name));
  size_ += static_cast<std::int64_t>(lines.size());
  hash_ = hash;
  erasures_.insert(erasures_.end(), more.begin(), more.end());
  return {};
}

}  // namespace tansiq::store::sqlite
