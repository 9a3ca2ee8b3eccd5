#include "cli/session.h"

#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace tansiq::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Fault;

// The command line reads its environment on its only thread.
std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? "" : value;
}

std::string system_error() {
  return std::generic_category().message(errno);
}

}  // namespace

std::vector<std::pair<std::string, std::string*>> Session::words() {
  return {{"url", &url},
          {"pin", &pin},
          {"token", &token},
          {"purpose", &purpose},
          {"basis", &basis},
          {"case", &case_id},
          {"collection", &collection},
          {"grade", &profile.grade},
          {"tlp", &profile.tlp},
          {"review", &profile.review},
          {"onward", &profile.onward},
          {"use", &profile.use}};
}

std::string session_file() {
  if (const auto home = environment("TANSIQ_HOME"); !home.empty()) return home + "/session.json";
  if (const auto config = environment("XDG_CONFIG_HOME"); !config.empty())
    return config + "/tansiq/session.json";
  if (const auto home = environment("HOME"); !home.empty()) return home + "/.config/tansiq/session.json";
  return {};
}

base::Result<Session> load_session(const std::string& file) {
  Session session;
  struct stat status {};
  if (file.empty() || stat(file.c_str(), &status) != 0) return session;
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return base::fail(Fault::forbidden, "others can read the session with its token", file,
                      fmt::format("chmod 600 {}", file));
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  if (error || !value.is_object())
    return base::fail(Fault::invalid, "is no session", file, "remove it, or `tansiq session end`");
  const auto& object = value.get_object();
  for (const auto& [name, target] : session.words())
    if (const auto* word = object.if_contains(name); word != nullptr && word->is_string())
      *target = std::string(word->get_string());
  if (const auto* list = object.if_contains("releasable_to"); list != nullptr && list->is_array())
    for (const auto& item : list->get_array())
      if (item.is_string()) session.profile.releasable_to.emplace_back(item.get_string());
  return session;
}

base::Result<> save_session(const Session& session, const std::string& file) {
  if (file.empty())
    return base::fail(Fault::invalid, "there is no home to keep a session in", "", "set TANSIQ_HOME");
  json::object object;
  Session copy = session;
  for (const auto& [name, word] : copy.words())
    if (!word->empty()) object[name] = *word;
  if (!session.profile.releasable_to.empty())
    object["releasable_to"] = json::value_from(session.profile.releasable_to);
  const std::string text = json::serialize(object) + "\n";

  std::error_code error;
  const auto folder = fs::path(file).parent_path();
  if (!folder.empty() && !fs::exists(folder, error)) {
    fs::create_directories(folder, error);
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  const std::string fresh = file + ".new";
  const int handle = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (handle < 0) return base::fail(Fault::internal, "cannot be written: " + system_error(), fresh);
  // The mode of open() counts only for a file that it makes.
  const bool written = fchmod(handle, S_IRUSR | S_IWUSR) == 0 &&
                       write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(handle) == 0;
  const auto why = system_error();
  close(handle);
  if (!written || std::rename(fresh.c_str(), file.c_str()) != 0) {
    unlink(fresh.c_str());
    return base::fail(Fault::internal, "cannot be written: " + why, file);
  }
  return {};
}

void apply_environment(Session& session) {
  const std::pair<const char*, std::string*> names[] = {{"TANSIQ_URL", &session.url},
                                                        {"TANSIQ_PIN", &session.pin},
                                                        {"TANSIQ_TOKEN", &session.token},
                                                        {"TANSIQ_PURPOSE", &session.purpose},
                                                        {"TANSIQ_BASIS", &session.basis},
                                                        {"TANSIQ_CASE", &session.case_id},
                                                        {"TANSIQ_COLLECTION", &session.collection}};
  for (const auto& [name, word] : names)
    if (auto value = environment(name); !value.empty()) *word = std::move(value);
}

}  // namespace tansiq::cli
