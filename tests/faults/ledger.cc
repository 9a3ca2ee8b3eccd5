#include "faults/ledger.h"

#include <filesystem>
#include <random>
#include <set>
#include <thread>

#include "conformance/walk.h"
#include "store/sqlite/sqlite.h"

namespace tansiq::faults {
namespace {

using conformance::Client;
using conformance::json::object;

constexpr std::size_t page_size = 1000;
const conformance::Headers every_version = {{"match[version]", "all"}};

std::string key_of(const object& value) {
  return conformance::id_of(value) + " " + conformance::version_of(value);
}

Client client_of(const Access& access) {
  const auto options = access.options();
  return {options.url, options.trust, options.login, nullptr};
}

}  // namespace

void Ledger::sending(const std::vector<object>& objects) {
  const std::lock_guard guard(lock_);
  for (const auto& each : objects) entries_.emplace(key_of(each), Entry{each, false});
}

void Ledger::acknowledged(const std::vector<object>& objects) {
  const std::lock_guard guard(lock_);
  for (const auto& each : objects) entries_.at(key_of(each)).acknowledged = true;
}

std::size_t Ledger::acknowledged_count() const {
  const std::lock_guard guard(lock_);
  std::size_t count = 0;
  for (const auto& [key, entry] : entries_) count += entry.acknowledged ? 1 : 0;
  return count;
}

std::vector<std::string> Ledger::held_against(const Access& access, bool strangers_allowed) const {
  const std::lock_guard guard(lock_);
  std::vector<std::string> wrong;
  const std::string collection = access.api_root + "collections/" + access.collection + "/";
  Client client = client_of(access);
  std::set<std::string> found;
  const auto objects = conformance::walk(client, collection + "objects/", every_version,
                                         conformance::By::next, page_size, [&](const auto& page) {
                                           for (const auto& each : page.objects) {
                                             const std::string key = key_of(each);
                                             if (!found.insert(key).second) wrong.push_back("twice: " + key);
                                             const auto entry = entries_.find(key);
                                             if (entry == entries_.end()) {
                                               if (!strangers_allowed) wrong.push_back("never sent: " + key);
                                             } else if (!conformance::equal(each, entry->second.object)) {
                                               wrong.push_back("changed: " + key);
                                             }
                                           }
                                         });
  if (!objects.finished()) wrong.push_back(objects.trouble);
  for (const auto& [key, entry] : entries_)
    if (entry.acknowledged && !found.contains(key)) wrong.push_back("acknowledged and lost: " + key);

  std::string before;
  std::set<std::string> described;
  const auto manifest = conformance::walk(
      client, collection + "manifest/", every_version, conformance::By::added_after, page_size,
      [&](const auto& page) {
        for (const auto& record : page.objects) {
          const std::string date = conformance::text_at(record, "date_added");
          if (date <= before) wrong.push_back("date_added " + date + " after " + before);
          before = date;
          described.insert(conformance::id_of(record) + " " + conformance::text_at(record, "version"));
        }
      });
  if (!manifest.finished()) wrong.push_back(manifest.trouble);
  if (manifest.keys.size() != described.size()) wrong.push_back("the manifest repeats a record");
  if (described != found && !strangers_allowed)
    wrong.push_back("the manifest has " + std::to_string(described.size()) + " records, objects/ " +
                    std::to_string(found.size()));
  return wrong;
}

Writers::Writers(const Access& access, Ledger& ledger, std::size_t count, std::uint64_t seed) {
  for (std::size_t i = 0; i < count; ++i)
    threads_.emplace_back([this, access, &ledger, seed, i] { write(access, ledger, seed * 31 + i); });
}

Writers::~Writers() {
  stop();
}

void Writers::stop() {
  stopping_ = true;
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Writers::write(const Access& access, Ledger& ledger, std::uint64_t seed) {
  Client client = client_of(access);
  std::mt19937_64 random(seed);
  const std::string target = access.api_root + "collections/" + access.collection + "/objects/";
  while (!stopping_) {
    static constexpr std::size_t sizes[] = {1, 1, 3, 20, 150};
    const auto objects = conformance::indicators(sizes[random() % std::size(sizes)]);
    ledger.sending(objects);
    const auto answer = client.send(conformance::Suite::post_request(target, conformance::envelope(objects)));
    if (answer.status == 202 && answer.trouble.empty()) {
      ledger.acknowledged(objects);
      continue;
    }
    if (answer.status == 0 || !answer.trouble.empty()) return;  // the node is gone
    if (answer.status == 503) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      continue;
    }
    const std::lock_guard guard(lock_);
    complaints_.push_back(answer.brief());
    return;
  }
}

std::string store_problem(const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path copy = folder + ".copy";
  fs::remove_all(copy);
  fs::path database;
  if (!fs::exists(folder)) return "no folder " + folder;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().filename() == "tansiq.db") database = entry.path();
  if (database.empty()) return "no database below " + folder;
  fs::create_directories(copy);
  for (const char* ending : {"", "-wal"})
    if (fs::exists(database.string() + ending))
      fs::copy_file(database.string() + ending, (copy / "tansiq.db").string() + ending);
  const auto checked = store::sqlite::check((copy / "tansiq.db").string());
  fs::remove_all(copy);
  return checked ? std::string() : checked.error().text();
}

}  // namespace tansiq::faults
