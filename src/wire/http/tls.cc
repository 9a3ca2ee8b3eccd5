#include "wire/http/tls.h"

#include <cerrno>
#include <cstring>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <sys/socket.h>

namespace tansiq::wire::http {

namespace {

using base::fail;
using base::Fault;

constexpr std::size_t read_ahead_bytes = 64 * 1024;
constexpr std::size_t kept_out_bytes = 16 * 1024;  // of the buffer of sealed bytes while a connection idles

std::string last_tls_error() {
  char text[256] = "unknown TLS error";
  const auto code = ERR_get_error();
  if (code != 0) ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return text;
}

/// RFC 7301: of what the client offers only "http/1.1" can be spoken here.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

using Knows = std::function<bool(const base::Digest&)>;

void free_knows(void*, void* knows, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Knows*>(knows);
}

/// The place in a context where its Listen::knows is kept.
int knows_place() {
  static const int place = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_knows);
  return place;
}

/// RFC 7469 section 2.4: a certificate counts for its SubjectPublicKeyInfo alone.
base::Digest key_digest(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes);
  const std::string_view view(reinterpret_cast<const char*>(bytes), size > 0 ? size : 0);
  const auto digest = base::sha256(view);
  OPENSSL_free(bytes);
  return digest;
}

bool is_known(SSL_CTX* context, X509* certificate) {
  const auto* knows = static_cast<const Knows*>(SSL_CTX_get_ex_data(context, knows_place()));
  return certificate && (*knows)(key_digest(certificate));
}

/// In place of OpenSSL's verification of chains: 1 where the key is known.
int verify_client(X509_STORE_CTX* verified, void*) {
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(verified, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const bool known = is_known(SSL_get_SSL_CTX(ssl), X509_STORE_CTX_get0_cert(verified));
  X509_STORE_CTX_set_error(verified, known ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return known ? 1 : 0;
}

int allow_ticket(SSL*, void*) {
  return 1;
}

/// A ticket brings back a session without a certificate being shown: its key is looked up anew.
SSL_TICKET_RETURN judge_ticket(SSL* ssl, SSL_SESSION* session, const unsigned char*, size_t,
                               SSL_TICKET_STATUS status, void*) {
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  if (!is_known(SSL_get_SSL_CTX(ssl), SSL_SESSION_get0_peer(session))) return SSL_TICKET_RETURN_IGNORE_RENEW;
  return SSL_TICKET_RETURN_USE_RENEW;
}

void ask_for_certificates(SSL_CTX* context, const Knows& knows) {
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_ex_data(context, knows_place(), new Knows(knows));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_client, nullptr);
  SSL_CTX_set_session_ticket_cb(context, allow_ticket, judge_ticket, nullptr);
}

}  // namespace

Result<SslContext> make_server_context(const Listen& listen) {
  SslContext context(SSL_CTX_new(TLS_server_method()));
  if (!context) return fail(Fault::internal, last_tls_error());
  SSL_CTX* ctx = context.get();

  SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
  SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(
      ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_max_early_data(ctx, 0);
  SSL_CTX_set_recv_max_early_data(ctx, 0);
  SSL_CTX_set_read_ahead(ctx, 1);
  SSL_CTX_set_default_read_buffer_len(ctx, read_ahead_bytes);
  SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, nullptr);

  // Without a context for session ids a resumed connection fails as soon as client certificates are asked
  // for.
  static constexpr unsigned char session_context[] = "tansiq";
  SSL_CTX_set_session_id_context(ctx, session_context, sizeof session_context - 1);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);  // sessions live in the clients' tickets
  SSL_CTX_set_num_tickets(ctx, 1);

  if (SSL_CTX_use_certificate_chain_file(ctx, listen.certificate_file.c_str()) != 1) {
    return fail(Fault::invalid, "not a readable PEM certificate: " + last_tls_error(),
                listen.certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(ctx, listen.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return fail(Fault::invalid, "not a readable PEM key of the certificate: " + last_tls_error(),
                listen.key_file);
  }
  if (listen.knows) ask_for_certificates(ctx, listen.knows);
  return context;
}

TlsLink::TlsLink(SSL_CTX* context, int descriptor) : descriptor_(descriptor), ssl_(SSL_new(context)) {
  BIO* bio = BIO_new(method());
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

const BIO_METHOD* TlsLink::method() {
  static const BIO_METHOD* const made = [] {
    BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tansiq socket");
    BIO_meth_set_write_ex(fresh, &TlsLink::write_sealed);
    BIO_meth_set_read_ex(fresh, &TlsLink::read_socket);
    BIO_meth_set_ctrl(fresh, &TlsLink::control);
    return fresh;
  }();
  return made;
}

int TlsLink::write_sealed(BIO* bio, const char* bytes, std::size_t count, std::size_t* written) {
  static_cast<TlsLink*>(BIO_get_data(bio))->out_.append(bytes, count);
  *written = count;
  return 1;
}

int TlsLink::read_socket(BIO* bio, char* into, std::size_t space, std::size_t* got) {
  auto* link = static_cast<TlsLink*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *got = 0;
  ssize_t count = 0;
  do {
    count = ::recv(link->descriptor_, into, space, 0);
  } while (count < 0 && errno == EINTR);
  if (count > 0) {
    *got = static_cast<std::size_t>(count);
    return 1;
  }
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    BIO_set_retry_read(bio);
  } else {
    link->ended_ = true;
  }
  return 0;
}

long TlsLink::control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return static_cast<TlsLink*>(BIO_get_data(bio))->ended_ ? 1 : 0;
  return 0;
}

TlsLink::Io TlsLink::handshake() {
  ERR_clear_error();
  const int result = SSL_accept(ssl_.get());
  if (result == 1) return Io::done;
  return SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ ? Io::want_read : Io::failed;
}

std::optional<base::Digest> TlsLink::client_key() const {
  X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (!certificate) return std::nullopt;
  return key_digest(certificate);
}

TlsLink::Io TlsLink::receive(char* into, std::size_t space, std::size_t& got) {
  ERR_clear_error();
  got = 0;
  const int result = SSL_read_ex(ssl_.get(), into, space, &got);
  if (result == 1) return Io::done;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Io::want_read;
    case SSL_ERROR_ZERO_RETURN:
      return Io::closed;
    default:
      return ended_ ? Io::closed : Io::failed;
  }
}

bool TlsLink::seal(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    std::size_t taken = 0;
    if (SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &taken) != 1) return false;
    bytes.remove_prefix(taken);
  }
  return true;
}

void TlsLink::seal_end() {
  ERR_clear_error();
  if (SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
}

TlsLink::Io TlsLink::send() {
  while (sent_ < out_.size()) {
    const ssize_t count = ::send(descriptor_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (count >= 0) {
      sent_ += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return Io::want_write;
    } else if (errno != EINTR) {
      return Io::failed;
    }
  }
  sent_ = 0;
  out_.clear();
  if (out_.capacity() > kept_out_bytes) out_.shrink_to_fit();
  return Io::done;
}

}  // namespace tansiq::wire::http
