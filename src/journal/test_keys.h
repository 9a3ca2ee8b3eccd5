#pragma once

#include <algorithm>
#include <sodium.h>
#include <string>

#include "journal/note.h"

namespace tansiq::journal {

/// A key of the tests, from a seed of one letter.
struct TestKey {
  VerifierKey key;
  Signer signer;

  TestKey(std::string name, char letter) {
    const std::string seed(crypto_sign_SEEDBYTES, letter);
    std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
    key.name = std::move(name);
    crypto_sign_seed_keypair(key.key.data(), reinterpret_cast<unsigned char*>(secret.data()),
                             reinterpret_cast<const unsigned char*>(seed.data()));
    signer = [secret](std::string_view message) {
      std::string value(crypto_sign_BYTES, '\0');
      crypto_sign_detached(reinterpret_cast<unsigned char*>(value.data()), nullptr,
                           reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                           reinterpret_cast<const unsigned char*>(secret.data()));
      return value;
    };
  }
};

}  // namespace tansiq::journal
