#pragma once

#include <string>

#include "base/base.h"

namespace tansiq::daemon {

/// The pin of a certificate's public key: base64 of the SHA-256 of its SubjectPublicKeyInfo (RFC 7469,
/// section 2.4), as `tansiq session --pin` and curl's --pinnedpubkey sha256// take it.
base::Result<std::string> pin_of_certificate(const std::string& pem_file);

}  // namespace tansiq::daemon
