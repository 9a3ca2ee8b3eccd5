#include <arpa/inet.h>
#include <array>
#include <memory>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "wire/http/http.h"

namespace tansiq::wire::http {

namespace {

using base::fail;
using base::Fault;

template <auto Function>
struct Free {
  template <typename T>
  void operator()(T* pointer) const {
    Function(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;

struct BioFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Memory = std::unique_ptr<BIO, BioFree>;

constexpr int serial_bits = 127;
constexpr long clock_skew_seconds = 24L * 60 * 60;
constexpr long valid_seconds = 10L * 365 * 24 * 60 * 60;

std::string text_in(BIO* memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> buffer{};
  return inet_pton(AF_INET, name.c_str(), buffer.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), buffer.data()) == 1;
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// The SHA-256 of a public key as DER.
Result<base::Digest> digest_of(const EVP_PKEY* key) {
  unsigned char* encoded = nullptr;
  const int size = i2d_PUBKEY(key, &encoded);
  if (size <= 0) return fail(Fault::internal, "cannot write the public key");
  const auto digest = base::sha256({reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size)});
  OPENSSL_free(encoded);
  return digest;
}

}  // namespace

Result<SelfSigned> make_self_signed(std::string_view common_name,
                                    const std::vector<std::string>& names_and_addresses) {
  std::string alternatives;
  for (const auto& name : names_and_addresses) {
    if (name.empty() || name.find_first_of(", \n") != std::string::npos) {
      return fail(Fault::invalid, "not a host name or an address", name);
    }
    alternatives += (alternatives.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  }

  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  const Number serial(BN_new());
  if (!key || !certificate || !serial) return fail(Fault::internal, "cannot make a key");
  X509* x509 = certificate.get();
  BN_rand(serial.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x509));
  X509_set_version(x509, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(x509), -clock_skew_seconds);
  X509_gmtime_adj(X509_getm_notAfter(x509), valid_seconds);
  X509_set_pubkey(x509, key.get());
  X509_NAME* name = X509_get_subject_name(x509);
  const bool named = X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                                reinterpret_cast<const unsigned char*>(common_name.data()),
                                                static_cast<int>(common_name.size()), -1, 0) == 1 &&
                     X509_set_issuer_name(x509, name) == 1;
  if (!named) return fail(Fault::invalid, "not usable as a common name", std::string(common_name));
  const bool extended = add_extension(x509, NID_basic_constraints, "critical,CA:FALSE") &&
                        add_extension(x509, NID_key_usage, "critical,digitalSignature") &&
                        add_extension(x509, NID_ext_key_usage, "serverAuth,clientAuth") &&
                        add_extension(x509, NID_subject_key_identifier, "hash") &&
                        (alternatives.empty() || add_extension(x509, NID_subject_alt_name, alternatives));
  if (!extended || X509_sign(x509, key.get(), EVP_sha256()) == 0) {
    return fail(Fault::invalid, "cannot make a certificate for these names", alternatives);
  }

  SelfSigned made;
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(certificate_text.get(), x509);
  made.certificate_pem = text_in(certificate_text.get());
  const Memory key_text(BIO_new(BIO_s_secmem()));
  PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  made.key_pem = text_in(key_text.get());

  const auto digest = digest_of(key.get());
  if (!digest) return fail(digest);
  made.pin = base::to_base64(base::view(*digest));
  return made;
}

Result<base::Digest> key_of_certificate(std::string_view pem) {
  const Memory text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Certificate certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
  if (!certificate) return fail(Fault::invalid, "holds no certificate in PEM");
  return digest_of(X509_get0_pubkey(certificate.get()));
}

}  // namespace tansiq::wire::http
