#pragma once

/// TLS over a socket that does not block: OpenSSL turns bytes into bytes, the socket is read and written
/// here, and waiting is the caller's affair.

#include <memory>
#include <openssl/ssl.h>
#include <optional>
#include <string>
#include <string_view>

#include "wire/http/http.h"

namespace tansiq::wire::http {

struct SslContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
/// A server's settings and certificate; connections keep it alive as long as they need it.
using SslContext = std::unique_ptr<SSL_CTX, SslContextFree>;

/// TLS 1.3 and 1.2 (ECDHE with AEAD only), no early data, no compression, no renegotiation, sessions
/// resumable, ALPN "http/1.1". With Listen::knows, TLS 1.3 only and certificates of clients; a ticket whose
/// key is not known any more counts for nothing, so that the handshake becomes a full one and fails.
Result<SslContext> make_server_context(const Listen& listen);

/// The server's end of one connection. Not thread-safe.
class TlsLink {
 public:
  enum class Io {
    done,
    want_read,   ///< try again when the socket can be read
    want_write,  ///< try again when the socket can be written
    closed,      ///< the client ended the connection
    failed,      ///< the connection is of no use any more
  };

  /// The descriptor must be set not to block and outlive the link, which does not own it.
  TlsLink(SSL_CTX* context, int descriptor);
  TlsLink(const TlsLink&) = delete;
  TlsLink& operator=(const TlsLink&) = delete;

  /// Goes on with the handshake; send() what it made, whatever it returns.
  Io handshake();
  [[nodiscard]] bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  /// After the handshake: the digest of the client's key, where it showed a certificate.
  [[nodiscard]] std::optional<base::Digest> client_key() const;

  /// Reads decrypted bytes; `got` says how many.
  Io receive(char* into, std::size_t space, std::size_t& got);
  /// Whether receive() may find bytes without the socket.
  [[nodiscard]] bool has_received() const { return SSL_has_pending(ssl_.get()) == 1; }

  /// Encrypts into a buffer that send() empties. False where TLS has failed.
  bool seal(std::string_view bytes);
  /// Tells the client in TLS that nothing more comes.
  void seal_end();
  /// Writes what was sealed. A system call a buffer, not one a TLS record.
  Io send();
  [[nodiscard]] std::size_t unsent() const { return out_.size() - sent_; }

 private:
  struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  static int write_sealed(BIO* bio, const char* bytes, std::size_t count, std::size_t* written);
  static int read_socket(BIO* bio, char* into, std::size_t space, std::size_t* got);
  static long control(BIO* bio, int command, long number, void* pointer);
  static const BIO_METHOD* method();

  int descriptor_;
  bool ended_ = false;  // the socket has nothing more to read
  std::string out_;     // sealed; its first sent_ bytes are written
  std::size_t sent_ = 0;
  std::unique_ptr<SSL, SslFree> ssl_;
};

}  // namespace tansiq::wire::http
