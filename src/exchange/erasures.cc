#include "exchange/erasures.h"

#include <algorithm>

namespace tansiq::exchange {
namespace {

/// The commitment to one version of one originator's object.
Digest commitment_to(std::string_view salt, const ServiceId& originator, const RecordKey& key) {
  std::string bytes(salt);
  bytes += base::view(originator);
  bytes += key.id;
  bytes += '\0';
  bytes += key.version;
  return hash_of(context::erasures, bytes);
}

}  // namespace

void Erasures::add(const ServiceId& originator, const RecordKey& key, std::string salt) {
  const Digest commitment = commitment_to(salt, originator, key);
  entries_.push_back({std::move(salt), commitment});
}

bool Erasures::covers(const ServiceId& originator, const RecordKey& key) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return commitment_to(entry.salt, originator, key) == entry.commitment;
  });
}

Document Erasures::sign(const SigningKey& key) const {
  std::vector<std::string> entries;
  entries.reserve(entries_.size());
  for (const auto& entry : entries_)
    entries.push_back(Writer{}.digest("commitment", entry.commitment).bytes("salt", entry.salt).finish());
  return exchange::sign(key, context::erasures,
                        Writer{}
                            .raws("entries", entries)
                            .number("number", entries_.size())
                            .number("protocol", protocol)
                            .digest("service", service_)
                            .finish());
}

Result<Erasures> Erasures::read(std::string_view document, const ServiceId& service,
                                const std::vector<PublicKey>& own_keys) {
  Erasures erasures(service);
  const auto signed_list =
      read_document(document, context::erasures, most_erasures_bytes, [&](const json::Value& body) {
        Fields fields(body, "erasures");
        for (const auto& item : fields.list("entries", most_erasures)) {
          Fields inner(item, "erasures/entries");
          Entry entry;
          entry.commitment = inner.digest("commitment");
          entry.salt = inner.bytes("salt", salt_size);
          if (auto ok = inner.finish(); !ok) return ok;
          erasures.entries_.push_back(std::move(entry));
        }
        if (fields.number("number") != erasures.entries_.size())
          fields.wrong("number", "not that of the entries");
        if (fields.number("protocol", 1) != protocol)
          fields.wrong("protocol", "another version", {}, Fault::unsupported);
        if (fields.digest("service") != service) fields.wrong("service", "another service's list");
        return fields.finish();
      });
  if (!signed_list) return base::fail(signed_list);
  for (const auto& key : own_keys)
    if (verify(*signed_list, key)) return erasures;
  return base::fail(Fault::forbidden, "not signed by this service", "erasures",
                    "an administrator looks for the true list before the restored node is started");
}

}  // namespace tansiq::exchange
