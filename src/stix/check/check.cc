#include "stix/check/check.h"

#include "base/ids.h"
#include "base/time.h"

namespace tansiq::stix::check {
namespace {

using json::Kind;
using json::Value;

void check_time(const Value& object, std::string_view name, std::vector<Problem>& problems) {
  const Value* found = object.find(name);
  if (found == nullptr) return;
  if (!found->is(Kind::string)) {
    problems.push_back({"/" + std::string(name), "not a string", "a timestamp", false});
  } else if (const auto time = base::parse_time(found->text()); !time) {
    problems.push_back({"/" + std::string(name), time.error().what, time.error().hint, false});
  }
}

}  // namespace

Spec object(const Value& object, Spec wrapped, std::vector<Problem>& problems) {
  if (!object.is(Kind::object)) {
    problems.push_back({"", "not a JSON object", "a STIX object", false});
    return wrapped;
  }
  const std::string_view type = object.text_of("type");
  const std::string_view id = object.text_of("id");
  if (type.empty()) problems.push_back({"/type", "missing", "the type of the object", false});
  if (id.size() != type.size() + 38 || !id.starts_with(type) || id.substr(type.size(), 2) != "--" ||
      !base::is_uuid(id.substr(type.size() + 2)))
    problems.push_back({"/id", "not an identifier of this type", "the type, two hyphens and a UUID", false});
  check_time(object, "created", problems);
  check_time(object, "modified", problems);
  const std::string_view spec = object.text_of("spec_version");
  if (spec == "2.1") return Spec::v2_1;
  if (spec == "2.0") return Spec::v2_0;
  return object.find("created") == nullptr ? Spec::v2_1 : wrapped;
}

}  // namespace tansiq::stix::check
