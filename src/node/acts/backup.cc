#include "node/acts/backup.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "node/journaling.h"

namespace tansiq::node::acts {

using base::fail;
using base::Fault;

namespace {

constexpr std::size_t most_name_bytes = 100;

bool is_plain_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= most_name_bytes && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), plain);
}

std::string name_at(Time now) {
  std::string stamp = base::format_time(now, 0);
  std::erase(stamp, '-');
  std::erase(stamp, ':');
  return fmt::format("tansiq-{}.backup", stamp);
}

}  // namespace

Result<BackedUp> backup(Node& node, const Actor& actor, const std::string& name) {
  if (auto may = permit(actor, rules::backup); !may) return fail(may);
  if (node.backup_folder.empty())
    return fail(Fault::unavailable, "this node has no folder for backups", {}, "configure one");
  const std::string file_name = name.empty() ? name_at(node.clock()) : name;
  if (!is_plain_name(file_name))
    return fail(Fault::invalid, "is no plain file name", "name",
                fmt::format("letters, digits, '-', '_' and '.', at most {}", most_name_bytes));
  const auto file = std::filesystem::path(node.backup_folder) / file_name;
  std::error_code code;
  if (std::filesystem::exists(file, code))
    return fail(Fault::conflict, "a backup of this name exists", "name", "choose another");
  std::filesystem::create_directories(file.parent_path(), code);
  if (code) return fail(Fault::unavailable, "the folder for backups cannot be made: " + code.message());

  // Before, so that the copy itself holds the entry of the act that made it.
  if (auto entered = enter(node, entry_of(actor, rules::backup, file_name, {})); !entered)
    return fail(entered);
  if (auto written = node.store.backup(file.string(), [](int, int) {}); !written) return fail(written);
  const auto bytes = std::filesystem::file_size(file, code);
  if (code) return fail(Fault::unavailable, "the backup cannot be read: " + code.message());
  return BackedUp{file.string(), bytes};
}

}  // namespace tansiq::node::acts
