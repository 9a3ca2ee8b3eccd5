#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exchange/envelope.h"

namespace tansiq::exchange {

inline constexpr std::size_t most_erasures_bytes = std::size_t{256} << 20;
inline constexpr std::size_t most_erasures = 1'000'000;

/// What a node has erased, kept beside its store and outside its backups, so that restoring a backup brings
/// nothing erased back. Signed by the service, since whoever could shorten it could bring content back. Holds
/// no id: each erased version stands in it as a commitment under a salt of its own.
class Erasures {
 public:
  explicit Erasures(const ServiceId& service) : service_(service) {}

  /// Notes that a version was erased. `salt` is 32 fresh random bytes.
  void add(const ServiceId& originator, const RecordKey& key, std::string salt);

  /// Whether this version was erased. Linear in the number of erasures: it is asked once for each record
  /// after a restore.
  [[nodiscard]] bool covers(const ServiceId& originator, const RecordKey& key) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  /// The list as a signed document. Its number is that of its entries, so that of two lists the longer one is
  /// the newer.
  [[nodiscard]] Document sign(const SigningKey& key) const;

  /// Reads and verifies a list. Fault::forbidden where this service did not sign it.
  static Result<Erasures> read(std::string_view document, const ServiceId& service,
                               const std::vector<PublicKey>& own_keys);

  bool operator==(const Erasures&) const = default;

 private:
  struct Entry {
    std::string salt;
    Digest commitment{};
    bool operator==(const Entry&) const = default;
  };
  ServiceId service_{};
  std::vector<Entry> entries_;
};

}  // namespace tansiq::exchange
