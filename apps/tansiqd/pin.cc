#include "pin.h"

#include <fstream>
#include <iterator>

#include "wire/http/http.h"

namespace tansiq::daemon {

base::Result<std::string> pin_of_certificate(const std::string& pem_file) {
  std::ifstream file(pem_file, std::ios::binary);
  if (!file) return base::fail(base::Fault::not_found, "cannot be read", pem_file);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto digest = wire::http::key_of_certificate(text);
  if (!digest) return base::fail(digest.error().fault, digest.error().what, pem_file);
  return base::to_base64(base::view(*digest));
}

}  // namespace tansiq::daemon
