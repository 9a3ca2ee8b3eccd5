#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tansiq::conformance {

/// What one TLS handshake is to offer.
struct Handshake {
  int lowest = 0;  ///< TLS1_2_VERSION and so on; 0: what OpenSSL offers by itself
  int highest = 0;
  std::string ciphers;  ///< TLS 1.2 cipher list; empty: the usual one
};

/// What became of it.
struct Shaken {
  bool connected = false;  ///< TCP
  bool done = false;       ///< the handshake was finished
  std::string version;     ///< "TLSv1.3"
  std::string cipher;
  std::string trouble;  ///< why not
};

/// Makes one handshake with `url` ("https://host:port") over a socket of its own; the certificate is not
/// judged.
Shaken shake(const std::string& url, const Handshake& offer);

/// What the server did with TLS 1.3 early data.
enum class EarlyData : std::uint8_t {
  no_session,  ///< no ticket was given, so early data cannot be sent at all
  refused,
  accepted,
  broken,  ///< the connection failed
};

struct EarlyDataProbe {
  EarlyData outcome = EarlyData::broken;
  std::uint32_t advertised = 0;  ///< max_early_data in the ticket: 0 says that none is taken
  std::string trouble;
};

/// Gets a session ticket with one request, resumes it and sends a GET of `target` as early data, even where
/// the ticket does not allow any.
EarlyDataProbe try_early_data(const std::string& url, const std::string& target);

/// The TLS 1.2 ciphers that this OpenSSL knows and that stand in HTTP/2's block list (RFC 9113 appendix A),
/// as a cipher list.
std::string blocked_ciphers();

}  // namespace tansiq::conformance
