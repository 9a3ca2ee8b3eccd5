// Objects from outside: never a crash; what is taken is canonical, and reading it again gives the same
// object.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "stix/stix.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansiq;
  static stix::Reader reader;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto content = reader.read(text);
  if (!content) {
    if (content.error().what.empty()) std::abort();
    return 0;
  }
  if (content->objects.size() != content->index.size()) std::abort();
  for (const stix::Rejected& rejected : content->rejected)
    if (!stix::refuses(rejected.problems)) std::abort();
  for (const stix::Object& object : content->objects) {
    const auto again = reader.read_object(object.bytes);
    if (!again || *again != object) std::abort();
    const auto form = stix::canonical(object.bytes);
    if (!form || *form != object.bytes) std::abort();
    const auto revoked = stix::revoke(reader, object, base::Time{});
    if (revoked && stix::version_key(revoked->version) <= stix::version_key(object.version)) std::abort();
  }
  return 0;
}
