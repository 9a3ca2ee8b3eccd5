#include "pin.h"

#include <memory>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace tansiq::daemon {

base::Result<std::string> pin_of_certificate(const std::string& pem_file) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(pem_file.c_str(), "r"), BIO_free);
  if (!file) return base::fail(base::Fault::not_found, "cannot be read", pem_file);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
  if (!certificate) return base::fail(base::Fault::invalid, "holds no certificate in PEM", pem_file);
  unsigned char* encoded = nullptr;
  const int length = i2d_PUBKEY(X509_get0_pubkey(certificate.get()), &encoded);
  if (length <= 0) return base::fail(base::Fault::invalid, "holds no public key", pem_file);
  const std::string key(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(length));
  OPENSSL_free(encoded);
  const auto digest = base::sha256(key);
  return base::to_base64(base::view(digest));
}

}  // namespace tansiq::daemon
