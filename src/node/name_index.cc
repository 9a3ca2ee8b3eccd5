#include "node/name_index.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "node/leads.h"
#include "node/named.h"

namespace tansiq::node {
namespace {

using base::fail;
using base::Fault;

/// How often the thread looks for new commits. A search sees a record one look and one batch after its
/// commit.
constexpr std::chrono::milliseconds look_every{10};
/// Records that are read in one go; the index is changed once for all of them.
constexpr std::size_t batch = 1000;
/// Persons that are compared with what is held before the thread looks for new records again.
constexpr std::size_t lead_batch = 20;
/// A pair is a lead from this score on: names alone, so common names stay below it.
constexpr double lead_score = 0.9;
constexpr std::size_t leads_a_person = 3;
/// A snapshot is written when so many records have changed.
constexpr std::size_t snapshot_every = 200'000;

constexpr std::string_view magic = "TNSQNAM1";
constexpr std::size_t alignment = 64;
constexpr const char* token_setting = "names.snapshot";

std::int64_t micros(base::Time time) {
  return time.time_since_epoch().count();
}
base::Time time_of(std::int64_t micros) {
  return base::Time{std::chrono::microseconds{micros}};
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

store::Filter named_since(base::Time seen, std::size_t limit) {
  store::Filter filter;
  filter.added_after = seen;
  filter.types.assign(std::begin(named_types), std::end(named_types));
  filter.limit = limit;
  return filter;
}

/// Memory for a snapshot that is aligned as the index wants it.
struct Aligned {
  explicit Aligned(std::size_t size_) : size(size_) {
    const std::size_t whole = (size + alignment - 1) / alignment * alignment;
    bytes = static_cast<char*>(std::aligned_alloc(alignment, std::max(whole, alignment)));
  }
  ~Aligned() { std::free(bytes); }
  Aligned(const Aligned&) = delete;
  Aligned& operator=(const Aligned&) = delete;
  char* bytes = nullptr;
  std::size_t size;
};

struct Closed {
  void operator()(std::FILE* file) const {
    if (file != nullptr) (void)std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Closed>;

bool read_exactly(std::FILE* file, char* bytes, std::size_t size) {
  return std::fread(bytes, 1, size, file) == size;
}

}  // namespace

std::string NamedKey::text() const {
  return fmt::format("{} {} {}", collection, originator, id);
}

NamedKey NamedKey::read(std::string_view text) {
  NamedKey key;
  const auto first = text.find(' ');
  const auto second = text.find(' ', first + 1);
  if (second == std::string_view::npos) return key;
  key.collection = number_in(text.substr(0, first));
  key.originator = number_in(text.substr(first + 1, second - first - 1));
  key.id = text.substr(second + 1);
  return key;
}

NameIndex::NameIndex(store::Store& store, std::string snapshot_file)
    : store_(store), snapshot_file_(std::move(snapshot_file)), index_(std::make_shared<names::Index>()) {
  thread_ = std::thread([this] { run(); });
}

NameIndex::~NameIndex() {
  {
    const std::lock_guard lock(stop_mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

std::shared_ptr<names::Index> NameIndex::index() const {
  const std::lock_guard lock(index_mutex_);
  return index_;
}

void NameIndex::run() {
  restore();
  const auto is_stopping = [this] {
    const std::lock_guard lock(stop_mutex_);
    return stopping_;
  };
  while (!is_stopping()) {
    // What commits while records are read is seen by the next look.
    const auto commits = store_.load().commits;
    if (!complete_.load() || commits != commits_) {
      if (follow()) continue;
      commits_ = commits;
      complete_.store(true);
    }
    if (changes_ >= snapshot_every) {
      index()->maintain();
      save();
    }
    leads_wait_ = leads_wait_ && seek_leads();
    if (leads_wait_) continue;
    std::unique_lock lock(stop_mutex_);
    stopped_.wait_for(lock, look_every, [this] { return stopping_; });
  }
  if (complete_.load() && changes_ > 0) save();
}

bool NameIndex::follow() {
  const std::lock_guard lock(work_);
  const auto reader = store_.read();
  if (!reader) return false;
  const auto collections = (*reader)->collections();
  if (!collections) return false;
  std::size_t taken = 0;
  for (const auto& collection : *collections) {
    auto& seen = seen_.try_emplace(collection.number, time_of(-1)).first->second;
    std::vector<names::Record> records;
    std::vector<std::string> gone;
    const auto more =
        (*reader)->visit(collection.number, named_since(seen, batch), [&](const store::RecordView& view) {
          const NamedKey key{collection.number, view.originator, std::string(view.id)};
          if (auto record = named(key.text(), view.type, view.bytes))
            records.push_back(std::move(*record));
          else
            gone.push_back(key.text());
          seen = view.added;
          ++taken;
          return true;
        });
    if (!more) return false;
    for (const auto& id : gone) index()->remove(id);
    changes_ += records.size() + gone.size();
    // named() gives only what the index takes.
    if (!records.empty()) (void)index()->put(std::move(records));
  }
  leads_wait_ = leads_wait_ || taken > 0;
  return taken > 0;
}

bool NameIndex::seek_leads() {
  std::map<std::int64_t, base::Time> indexed;
  {
    const std::lock_guard lock(work_);
    indexed = seen_;
  }
  auto reader = store_.read();
  if (!reader) return false;
  const auto collections = (*reader)->collections();
  if (!collections) return false;
  for (const auto& collection : *collections) {
    const auto setting = (*reader)->setting(leads_setting(collection.number));
    if (!setting) return false;
    const auto seen = time_of(*setting ? number_in(**setting) : -1);
    const auto known = indexed.find(collection.number);
    if (known == indexed.end()) continue;
    const base::Time up_to = known->second;
    base::Time last = seen;
    std::vector<std::pair<NamedKey, std::string>> persons;  // with their versions
    const auto more = (*reader)->visit(
        collection.number, named_since(seen, lead_batch), [&](const store::RecordView& view) {
          // What committed since the index was brought up to date must wait until it is in it.
          if (view.added > up_to) return false;
          persons.emplace_back(NamedKey{collection.number, view.originator, std::string(view.id)},
                               view.version);
          last = view.added;
          return true;
        });
    if (!more || persons.empty()) continue;

    const auto held = index();
    std::vector<DuplicateLead> found;
    for (const auto& [key, version] : persons) {
      const auto record = held->record(key.text());
      if (!record || record->subject != names::Subject::person || !record->screened) continue;
      names::Filters filters;
      filters.subject = names::Subject::person;
      filters.born = record->born;
      filters.nationalities = record->nationalities;
      if (record->sex != names::Sex::unknown) filters.sex = record->sex;
      filters.least_score = lead_score;
      filters.explain = false;
      filters.asking = key.text();
      for (const auto& name : record->names) {
        const auto hits = held->search(name.text, filters, leads_a_person);
        if (!hits) continue;
        for (const auto& hit : *hits) {
          const auto other = NamedKey::read(hit.id);
          if (other.id == key.id) continue;
          DuplicateLead lead{.left = key.id, .right = other.id, .left_version = version, .score = hit.score};
          store::Filter filter;
          filter.ids = {other.id};
          filter.with_bytes = false;
          (void)(*reader)->visit(other.collection, filter, [&](const store::RecordView& view) {
            lead.right_version = view.version;
            return false;
          });
          if (lead.left > lead.right) {
            std::swap(lead.left, lead.right);
            std::swap(lead.left_version, lead.right_version);
          }
          const auto is_pair = [&](const DuplicateLead& one) {
            return one.left == lead.left && one.right == lead.right;
          };
          if (std::none_of(found.begin(), found.end(), is_pair)) found.push_back(std::move(lead));
        }
      }
    }
    // An erasure waits, in the writer, for whoever reads: who waits for the writer must not read.
    reader->reset();
    const auto written = store_.write(persons.size() * 100, [&](store::Transaction& transaction) -> Result<> {
      auto& exchange = transaction.exchange_writer();
      std::vector<DuplicateLead> opened;
      for (const auto& lead : found) {
        const auto papers = exchange.papers(lead_paper, lead_subject(lead.left, lead.right));
        if (!papers) return fail(papers);
        if (opens(*papers, lead)) opened.push_back(lead);
      }
      if (!opened.empty()) {
        journal::Act act;
        act.act = "find-leads";
        act.actor = "node";
        act.subject = collection.id;
        act.detail =
            fmt::format("{} possible duplicates among {} new records", opened.size(), persons.size());
        const auto entry = transaction.append(act);
        if (!entry) return fail(entry);
        for (const auto& lead : opened) {
          const store::Paper paper{.kind = std::string(lead_paper),
                                   .subject = lead_subject(lead.left, lead.right),
                                   .text = render(lead),
                                   .act = *entry};
          if (auto put = exchange.put(paper); !put) return put;
        }
      }
      return transaction.put_setting(leads_setting(collection.number), std::to_string(micros(last)));
    });
    return written.has_value();
  }
  return false;
}

Result<> NameIndex::forget(std::int64_t collection, std::string_view id) {
  const std::lock_guard lock(work_);
  const auto reader = store_.read();
  if (!reader) return fail(reader);
  const auto partners = (*reader)->exchange().partners();
  if (!partners) return fail(partners);
  index()->remove(NamedKey{collection, store::own_service, std::string(id)}.text());
  for (const auto& partner : *partners)
    index()->remove(NamedKey{collection, partner.number, std::string(id)}.text());
  ++changes_;
  store::Filter filter;
  filter.ids = {std::string(id)};
  std::vector<names::Record> staying;
  const auto visited = (*reader)->visit(collection, filter, [&](const store::RecordView& view) {
    const NamedKey key{collection, view.originator, std::string(view.id)};
    if (auto record = named(key.text(), view.type, view.bytes)) staying.push_back(std::move(*record));
    return true;
  });
  if (!visited) return fail(visited);
  if (!staying.empty())
    if (auto put = index()->put(std::move(staying)); !put) return put;
  drop_snapshot();
  return {};
}

// --- the snapshot file: magic, size of the head, head, zeros up to 64 bytes, what names::Index::save writes
// --- The head is text: the token, then a line "collection microseconds" for each collection.

void NameIndex::restore() {
  if (snapshot_file_.empty()) return;
  const File file(std::fopen(snapshot_file_.c_str(), "rb"));
  if (!file) return;
  struct stat status {};
  char start[16];
  if (::fstat(::fileno(file.get()), &status) != 0 || !read_exactly(file.get(), start, sizeof start) ||
      std::string_view(start, magic.size()) != magic)
    return;
  std::uint64_t head_size = 0;
  std::memcpy(&head_size, start + magic.size(), sizeof head_size);
  const auto file_size = static_cast<std::uint64_t>(status.st_size);
  if (head_size % alignment != 0 || head_size < sizeof start || head_size > file_size) return;
  std::string head(head_size - sizeof start, '\0');
  if (!read_exactly(file.get(), head.data(), head.size())) return;
  const auto bytes = std::make_shared<Aligned>(file_size - head_size);
  if (bytes->bytes == nullptr || !read_exactly(file.get(), bytes->bytes, bytes->size)) return;

  const auto reader = store_.read();
  if (!reader) return;
  const auto token = (*reader)->setting(token_setting);
  std::string_view rest = head;
  const auto line = [&rest] {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return text;
  };
  if (!token || !*token || line() != **token) return;  // another store's, or older than a restored one
  auto loaded = names::Index::load({bytes->bytes, bytes->size}, bytes);
  if (!loaded) return;
  const std::lock_guard work(work_);
  for (auto text = line(); !text.empty() && text.front() != '\0'; text = line()) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) break;
    seen_[number_in(text.substr(0, blank))] = time_of(number_in(text.substr(blank + 1)));
  }
  const std::lock_guard pointer(index_mutex_);
  index_ = std::move(*loaded);
}

void NameIndex::save() {
  if (snapshot_file_.empty()) return;
  const std::lock_guard lock(work_);
  const std::string token = base::random_uuid();
  std::string head = std::string(magic) + std::string(8, '\0') + token + '\n';
  for (const auto& [collection, seen] : seen_) head += fmt::format("{} {}\n", collection, micros(seen));
  head.resize((head.size() + alignment - 1) / alignment * alignment, '\0');
  const std::uint64_t head_size = head.size();
  std::memcpy(head.data() + magic.size(), &head_size, sizeof head_size);

  const std::string fresh = snapshot_file_ + ".new";
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const File file(descriptor < 0 ? nullptr : ::fdopen(descriptor, "wb"));
  if (!file) return;
  const auto write = [&](std::string_view piece) -> Result<> {
    if (std::fwrite(piece.data(), 1, piece.size(), file.get()) == piece.size()) return {};
    return fail(Fault::unavailable, "the snapshot of names cannot be written");
  };
  // A snapshot only saves time: where it cannot be written, the next start rebuilds.
  const bool whole = write(head) && index()->save(write) && std::fflush(file.get()) == 0 &&
                     ::fdatasync(::fileno(file.get())) == 0;
  const auto noted = whole ? store_.write(token.size(),
                                          [&](store::Transaction& transaction) {
                                            return transaction.put_setting(token_setting, token);
                                          })
                           : Result<>(fail(Fault::unavailable, "no snapshot"));
  if (!noted || ::rename(fresh.c_str(), snapshot_file_.c_str()) != 0) {
    ::unlink(fresh.c_str());
    return;
  }
  changes_ = 0;
}

void NameIndex::drop_snapshot() {
  if (snapshot_file_.empty()) return;
  const int descriptor = ::open(snapshot_file_.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status {};
  if (::fstat(descriptor, &status) == 0) {
    const std::string zeros(std::size_t{1} << 20, '\0');
    for (std::int64_t left = status.st_size; left > 0;) {
      const auto written = ::write(
          descriptor, zeros.data(),
          static_cast<std::size_t>(std::min<std::int64_t>(left, static_cast<std::int64_t>(zeros.size()))));
      if (written <= 0) break;
      left -= written;
    }
    (void)::fdatasync(descriptor);
  }
  ::close(descriptor);
  ::unlink(snapshot_file_.c_str());
}

}  // namespace tansiq::node
