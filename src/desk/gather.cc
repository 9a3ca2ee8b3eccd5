#include "desk/gather.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <iterator>
#include <tuple>

namespace tansiq::desk {
namespace {

constexpr std::size_t depth = 64;

/// Tells contents apart, the same on every machine. Only two contents that one originator signed for one
/// version are ever compared by it, so nothing is won by making them collide.
std::uint64_t content_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U ^ bytes.size();
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t count = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), count);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 29;
    bytes.remove_prefix(count);
  }
  return hash;
}

std::optional<Nature> nature_from(std::string_view word) {
  for (const Nature nature : {Nature::actual, Nature::exercise, Nature::test})
    if (word == name_of(nature)) return nature;
  return std::nullopt;
}

bool is_true(const json::Value& object, std::string_view name) {
  const json::Value* found = object.find(name);
  return found != nullptr && found->is(json::Kind::boolean) && found->flag();
}

auto order(const Item& item) {
  return std::tie(item.id, item.by, item.version, item.content);
}

/// What is the same stands together, with the earliest word about when the asker held it first.
bool before_in_sets(const Item* left, const Item* right) {
  if (order(*left) != order(*right)) return order(*left) < order(*right);
  return left->held && (!right->held || *left->held < *right->held);
}

/// Sorted by object and version, repetitions gone.
void make_set(std::vector<const Item*>& items) {
  std::sort(items.begin(), items.end(), before_in_sets);
  const auto same = [](const Item* left, const Item* right) { return order(*left) == order(*right); };
  items.erase(std::unique(items.begin(), items.end(), same), items.end());
}

/// By time of their makers; what is equal in that, in an order that is the same everywhere.
bool earlier(const Item* left, const Item* right) {
  return std::tie(left->version, left->id, left->by, left->content) <
         std::tie(right->version, right->id, right->by, right->content);
}

bool is_work(std::string_view type) {
  for (const Kind* kind : kinds())
    if (std::find(kind->types.begin(), kind->types.end(), type) != kind->types.end()) return true;
  return false;
}

/// Whether an id is one of this type. An answer that names a root of another kind belongs to no thread.
bool is_of_type(std::string_view id, std::string_view type) {
  return id.starts_with(type) && id.substr(type.size()).starts_with("--");
}

}  // namespace

void Bunch::add(Entry entry) {
  has_root_ = has_root_ || entry.role == Role::root;
  entries_.push_back(std::make_unique<const Entry>(std::move(entry)));
  if (entries_.size() >= compact_at_) compact();
}

void Bunch::remove(const Entry& entry) {
  std::erase_if(entries_, [&](const auto& each) {
    return each->role == entry.role && order(each->item) == order(entry.item);
  });
  has_root_ = std::any_of(entries_.begin(), entries_.end(),
                          [](const auto& each) { return each->role == Role::root; });
}

void Bunch::compact() {
  const auto before = [](const auto& left, const auto& right) {
    return left->role != right->role ? left->role < right->role : before_in_sets(&left->item, &right->item);
  };
  const auto same = [](const auto& left, const auto& right) {
    return left->role == right->role && order(left->item) == order(right->item);
  };
  std::sort(entries_.begin(), entries_.end(), before);
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
  compact_at_ = std::max(compact_at_, 2 * entries_.size());
}

Gathered Bunch::gather(const ThreadKey& key) const {
  Gathered gathered;
  gathered.key = &key;
  const auto note = [&](Remark what) {
    if (std::find(gathered.remarks.begin(), gathered.remarks.end(), what) == gathered.remarks.end())
      gathered.remarks.push_back(what);
  };
  std::vector<const Item*> answers;
  for (const auto& entry : entries_) {
    if (entry->role == Role::root) gathered.versions.push_back(&entry->item);
    if (entry->role == Role::answer) answers.push_back(&entry->item);
  }
  auto& versions = gathered.versions;
  make_set(versions);
  std::sort(versions.begin(), versions.end(), earlier);
  gathered.root = versions.back();
  for (std::size_t i = 1; i < versions.size(); ++i) {
    if (versions[i]->version == versions[i - 1]->version) note(Remark::versions_differ);
    if (versions[i]->nature != versions[i - 1]->nature) note(Remark::nature_changed);
  }

  make_set(answers);
  for (auto begin = answers.begin(); begin != answers.end();) {
    const auto of_another = [&](const Item* item) {
      return item->id != (*begin)->id || item->by != (*begin)->by;
    };
    const auto end = std::find_if(begin, answers.end(), of_another);
    const Time newest = (*(end - 1))->version;
    const auto is_newest = [&](const Item* item) { return item->version == newest; };
    if (std::count_if(begin, end, is_newest) > 1) note(Remark::versions_differ);
    std::copy_if(begin, end, std::back_inserter(gathered.answers), is_newest);
    begin = end;
  }
  std::sort(gathered.answers.begin(), gathered.answers.end(), earlier);

  for (const auto& entry : entries_) {
    const bool later = entry->item.created > gathered.root->created;
    if (entry->role == Role::successor && later && entry->item.nature == gathered.root->nature)
      gathered.successors.push_back(&entry->item);
  }
  make_set(gathered.successors);
  std::sort(gathered.successors.begin(), gathered.successors.end(), earlier);
  return gathered;
}

Thread Bunch::fold(const ThreadKey& key, Time now) const {
  assert(has_root_);
  const Gathered gathered = gather(key);
  Thread thread;
  thread.key = key;
  for (const Kind* kind : kinds())
    if (kind->root == gathered.root->type) thread.kind = kind;
  assert(thread.kind != nullptr);
  thread.nature = gathered.root->nature;
  thread.created = gathered.root->created;
  thread.version = gathered.root->version;
  thread.remarks = gathered.remarks;
  thread.kind->fold(gathered, now, thread);
  thread.kind->settle(thread);
  std::sort(thread.remarks.begin(), thread.remarks.end());
  return thread;
}

void ObjectReader::read(const Filed& filed, const std::function<void(const ThreadRef&, Entry)>& place) {
  problems_.clear();
  if (!parser_.parse(filed.bytes, depth) || !is_work(parser_.text_of("type"))) return;
  const json::Value object = parser_.top(problems_);
  if (!problems_.empty()) return;
  Item item;
  const std::string_view type = object.text_of("type");
  const auto created = time_of(object, "created");
  const auto version = time_of(object, "modified");
  const auto nature = nature_from(object.text_of("status"));
  item.id = object.text_of("id");
  if (!created || !version || !nature || item.id.empty() || filed.originator.empty()) return;
  item.by = filed.originator;
  item.created = *created;
  item.version = *version;
  item.nature = *nature;
  item.held = filed.held;
  item.revoked = is_true(object, "revoked");
  item.content = content_of(filed.bytes);
  item.officer = one_line(object.text_of("officer"), 100);
  for (const Kind* kind : kinds()) {
    const auto known = std::find(kind->types.begin(), kind->types.end(), type);
    if (known == kind->types.end()) continue;
    item.type = *known;
    item.own = object.text_of("service_ref") == filed.originator;
    auto reading = kind->read(object, item);
    if (!reading) continue;
    assert(reading->places.size() <= most_places);
    item.details = std::move(reading->details);
    for (const Place& each : reading->places)
      if (is_of_type(each.thread.root, kind->root)) place(each.thread, Entry{item, each.role});
  }
}

}  // namespace tansiq::desk
