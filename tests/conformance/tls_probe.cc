#include "tls_probe.h"

#include <memory>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace tansiq::conformance {
namespace {

struct Freer {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};

using Context = std::unique_ptr<SSL_CTX, Freer>;
using Session = std::unique_ptr<SSL_SESSION, Freer>;
using Bio = std::unique_ptr<BIO, Freer>;

std::string last_error() {
  std::string text(256, '\0');
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "the connection was closed";
  ERR_error_string_n(code, text.data(), text.size());
  return text.c_str();
}

std::string host_and_port(const std::string& url) {
  std::string text = url.substr(url.find("://") + 3);
  text = text.substr(0, text.find('/'));
  if (text.find(':', text.rfind(']') == std::string::npos ? 0 : text.rfind(']')) == std::string::npos)
    text += ":443";
  return text;
}

Context make_context() {
  Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context.get(), 0);  // a probe may offer what nobody should take
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  return context;
}

/// A connected socket with TLS over it, before the handshake; empty when nobody listens.
Bio open(SSL_CTX* context, const std::string& url, SSL** ssl) {
  const std::string place = host_and_port(url);
  Bio socket(BIO_new_connect(place.c_str()));
  if (!socket || BIO_do_connect(socket.get()) != 1) return nullptr;
  const timeval patience{20, 0};  // a server that says nothing must not hold the suite for ever
  setsockopt(static_cast<int>(BIO_get_fd(socket.get(), nullptr)), SOL_SOCKET, SO_RCVTIMEO, &patience,
             sizeof patience);
  Bio tls(BIO_new_ssl(context, 1));
  BIO_get_ssl(tls.get(), ssl);
  SSL_set_mode(*ssl, SSL_MODE_AUTO_RETRY);
  SSL_set_tlsext_host_name(*ssl, place.substr(0, place.rfind(':')).c_str());
  return Bio(BIO_push(tls.release(), socket.release()));
}

std::string plain_get(const std::string& url, const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: " + host_and_port(url) +
         "\r\nAccept: application/taxii+json;version=2.1\r\nConnection: close\r\n\r\n";
}

void read_to_end(SSL* ssl) {
  std::string buffer(4096, '\0');
  while (SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size())) > 0) {
  }
  ERR_clear_error();
}

int keep_session(SSL* ssl, SSL_SESSION* session) {
  auto* kept = static_cast<Session*>(SSL_get_app_data(ssl));
  kept->reset(session);
  return 1;  // ours now
}

bool is_blocked(const std::string& name) {
  const bool ephemeral = name.starts_with("ECDHE-") || name.starts_with("DHE-");
  const bool sealed = name.find("GCM") != std::string::npos || name.find("CHACHA20") != std::string::npos ||
                      name.find("CCM") != std::string::npos;
  return !(ephemeral && sealed);
}

}  // namespace

Shaken shake(const std::string& url, const Handshake& offer) {
  Shaken result;
  const Context context = make_context();
  SSL_CTX_set_min_proto_version(context.get(), offer.lowest);
  SSL_CTX_set_max_proto_version(context.get(), offer.highest);
  if (!offer.ciphers.empty() && SSL_CTX_set_cipher_list(context.get(), offer.ciphers.c_str()) != 1) {
    result.trouble = last_error();
    return result;
  }
  SSL* ssl = nullptr;
  const Bio bio = open(context.get(), url, &ssl);
  if (!bio) {
    result.trouble = last_error();
    return result;
  }
  result.connected = true;
  result.done = SSL_connect(ssl) == 1;
  if (!result.done) {
    result.trouble = last_error();
    return result;
  }
  result.version = SSL_get_version(ssl);
  result.cipher = SSL_get_cipher_name(ssl);
  SSL_shutdown(ssl);
  return result;
}

EarlyDataProbe try_early_data(const std::string& url, const std::string& target) {
  EarlyDataProbe probe;
  const Context context = make_context();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), keep_session);
  const std::string request = plain_get(url, target);

  Session session;
  SSL* ssl = nullptr;
  {
    const Bio bio = open(context.get(), url, &ssl);
    if (!bio) {
      probe.trouble = last_error();
      return probe;
    }
    SSL_set_app_data(ssl, &session);
    if (SSL_connect(ssl) != 1) {
      probe.trouble = last_error();
      return probe;
    }
    SSL_write(ssl, request.data(), static_cast<int>(request.size()));
    read_to_end(ssl);  // tickets come with or after the answer
  }
  if (!session) {
    probe.outcome = EarlyData::no_session;
    return probe;
  }
  probe.advertised = SSL_SESSION_get_max_early_data(session.get());
  // A client that ignores the ticket's word: a server that takes no early data has to skip it (RFC 8446
  // §4.2.10).
  if (probe.advertised == 0) SSL_SESSION_set_max_early_data(session.get(), 4096);

  Session unused;
  const Bio bio = open(context.get(), url, &ssl);
  if (!bio) {
    probe.trouble = last_error();
    return probe;
  }
  SSL_set_app_data(ssl, &unused);
  SSL_set_session(ssl, session.get());
  std::size_t written = 0;
  if (SSL_write_early_data(ssl, request.data(), request.size(), &written) != 1 || SSL_connect(ssl) != 1) {
    probe.trouble = last_error();
    // Ending the connection is a refusal too; what was sent was not acted upon.
    probe.outcome = EarlyData::refused;
    return probe;
  }
  probe.outcome =
      SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED ? EarlyData::accepted : EarlyData::refused;
  SSL_shutdown(ssl);
  return probe;
}

std::string blocked_ciphers() {
  const Context context = make_context();
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  std::string list;
  const auto* ciphers = SSL_CTX_get_ciphers(context.get());
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
    const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(ciphers, i);
    const std::string name = SSL_CIPHER_get_name(cipher);
    if (name.starts_with("TLS_")) continue;  // TLS 1.3's
    if (is_blocked(name)) list += (list.empty() ? "" : ":") + name;
  }
  return list + ":@SECLEVEL=0";
}

}  // namespace tansiq::conformance
