#include "cli/identity_files.h"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "node/acts/begin_service.h"
#include "node/partners/identity.h"

namespace tansiq::cli {

using base::fail;
using base::Fault;

base::Result<> write_root_key(const exchange::SigningKey& key, const std::string& file) {
  std::string seed = key.seed();
  std::string line = base::to_hex(seed) + "\n";
  base::wipe(seed);
  const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const bool there = handle < 0 && errno == EEXIST;
  bool written = handle >= 0 &&
                 ::write(handle, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                 ::fsync(handle) == 0;
  if (handle >= 0) written = ::close(handle) == 0 && written;
  base::wipe(line);
  if (there) return fail(Fault::conflict, "is there already", file, "a root key is never overwritten");
  if (!written) return fail(Fault::internal, "cannot be written", file);
  return {};
}

base::Result<exchange::SigningKey> read_root_key(const std::string& file) {
  const char* what_it_is = "the root key that tansiq init or card create wrote: 64 hexadecimal digits";
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return fail(Fault::not_found, "cannot be read", file, what_it_is);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail(Fault::forbidden, "other users can read it", file, "chmod 600; then ask who had it");
  std::ifstream in(file, std::ios::binary);
  std::string line;
  std::getline(in, line);
  auto seed = base::from_hex(line);
  base::wipe(line);
  if (!seed) return fail(Fault::invalid, "holds no key", file, what_it_is);
  auto key = exchange::SigningKey::from_seed(*seed);
  base::wipe(*seed);
  if (!key) return fail(Fault::invalid, "holds no key", file, what_it_is);
  return key;
}

base::Result<NewIdentity> begin_identity(node::Node& node, std::string_view officer, const FirstCard& card) {
  const auto root = exchange::SigningKey::generate();
  const auto key = node::Identity::generate(card.keys_folder);
  if (!key) return fail(key);
  NewIdentity made;
  made.root_file = (std::filesystem::path(card.keys_folder) / root_file_name).string();
  if (auto written = write_root_key(root, made.root_file); !written) return fail(written);
  auto identity = node::Identity::open(card.keys_folder);
  if (!identity) return fail(identity);
  node.identity = std::move(*identity);
  const auto document =
      exchange::sign(root, exchange::first_card(root.public_key(), *key, card.name, card.country, card.url,
                                                {card.tls}, node.clock()));
  const auto service = node::acts::begin_service(node, officer, document.text());
  if (!service) return fail(service);
  made.service = *service;
  return made;
}

}  // namespace tansiq::cli
