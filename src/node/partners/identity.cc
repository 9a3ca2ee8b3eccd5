#include "node/partners/identity.h"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "node/node.h"
#include "node/partners/directory.h"

namespace tansiq::node {

using base::fail;
using base::Fault;
using base::Result;

namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".key";

Result<exchange::SigningKey> read_key(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string line;
  std::getline(in, line);
  auto seed = base::from_hex(line);
  base::wipe(line);
  if (!seed) return fail(Fault::invalid, "holds no signing key", file.string(), "64 hexadecimal digits");
  auto key = exchange::SigningKey::from_seed(*seed);
  base::wipe(*seed);
  if (!key) return fail(Fault::invalid, "holds no signing key", file.string(), "64 hexadecimal digits");
  if (key->id() != file.stem().string())
    return fail(Fault::invalid, "holds another key than its name says", file.string());
  return key;
}

/// A new file that only its owner reads, on the disk when this returns.
Result<> write_durably(const fs::path& file, std::string_view text) {
  const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  bool written = handle >= 0 &&
                 ::write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                 ::fsync(handle) == 0;
  if (handle >= 0) written = ::close(handle) == 0 && written;
  const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    written = ::fsync(folder) == 0 && written;
    ::close(folder);
  }
  if (!written) return fail(Fault::internal, "the new key cannot be written", file.string());
  return {};
}

Result<exchange::SigningKey> make_key(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || ::chmod(folder.c_str(), S_IRWXU) != 0)
    return fail(Fault::internal, "the folder of keys cannot be made", folder.string());
  auto key = exchange::SigningKey::generate();
  std::string seed = key.seed();
  std::string line = base::to_hex(seed) + "\n";
  auto written = write_durably(folder / (key.id() + std::string(ending)), line);
  base::wipe(seed);
  base::wipe(line);
  if (!written) return fail(written);
  return key;
}

}  // namespace

std::vector<exchange::PublicKey> Identity::public_keys() const {
  const std::lock_guard lock(mutex_);
  std::vector<exchange::PublicKey> keys;
  keys.reserve(keys_.size());
  for (const auto& [id, key] : keys_) keys.push_back(key.public_key());
  return keys;
}

Result<> Identity::read() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() != ending) continue;
    auto key = read_key(entry.path());
    if (!key) return fail(key);
    auto id = key->id();
    keys_.emplace(std::move(id), std::move(*key));
  }
  if (keys_.empty())
    return fail(Fault::not_found, "there is no signing key", folder_, "tansiq card create makes one");
  return {};
}

Result<std::unique_ptr<Identity>> Identity::open(const std::string& folder) {
  std::unique_ptr<Identity> identity(new Identity(folder));
  if (auto read = identity->read(); !read) return fail(read);
  return identity;
}

Result<exchange::PublicKey> Identity::generate(const std::string& folder) {
  const auto key = make_key(folder);
  if (!key) return fail(key);
  return key->public_key();
}

Result<exchange::PublicKey> Identity::generate() {
  auto key = make_key(folder_);
  if (!key) return fail(key);
  const auto made = key->public_key();
  const std::lock_guard lock(mutex_);
  auto id = key->id();
  keys_.emplace(std::move(id), std::move(*key));
  return made;
}

const exchange::SigningKey* Identity::key_of(const exchange::Card& card) const {
  const std::lock_guard lock(mutex_);
  for (const auto& key : card.keys)
    if (const auto found = keys_.find(exchange::key_id_of(key)); found != keys_.end()) return &found->second;
  return nullptr;
}

Result<> open_identity(Node& node, const std::string& folder) {
  const auto reader = node.store.read();
  if (!reader) return fail(reader);
  const auto directory = node.directories->of(**reader);
  if (!directory) return fail(directory);
  if (!(*directory)->has_identity()) return {};
  auto identity = Identity::open(folder);
  if (!identity)
    return fail(identity.error().fault, identity.error().what, identity.error().where,
                "the keys of this service's card belong there; exchange.keys names the folder");
  node.identity = std::move(*identity);
  return {};
}

}  // namespace tansiq::node
