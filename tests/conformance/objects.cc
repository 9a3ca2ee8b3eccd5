#include "objects.h"

#include <array>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace tansiq::conformance {
namespace {

constexpr std::string_view created = "2023-04-05T06:07:08.009Z";
constexpr std::string_view observable_namespace = "00abedb4-aa42-466c-9c01-fed23315a9b7";  // STIX 2.1 §2.9

std::string hex(const unsigned char* bytes, std::size_t count) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(digits[bytes[i] >> 4U]);
    out.push_back(digits[bytes[i] & 15U]);
  }
  return out;
}

std::string uuid_text(std::array<unsigned char, 16> bytes, unsigned version) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | (version << 4U));
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  std::string out = hex(bytes.data(), bytes.size());
  for (const std::size_t at : {8U, 13U, 18U, 23U}) out.insert(at, 1, '-');
  return out;
}

std::array<unsigned char, 16> random_bytes() {
  std::array<unsigned char, 16> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

/// A version 5 UUID (RFC 4122 §4.3) in the namespace of STIX observables.
std::string observable_uuid(std::string_view canonical_properties) {
  std::string input;
  std::string digits(observable_namespace);
  std::erase(digits, '-');
  for (std::size_t i = 0; i < digits.size(); i += 2)
    input.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  input += canonical_properties;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(input.data(), input.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  std::array<unsigned char, 16> bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return uuid_text(bytes, 5);
}

std::string random_address() {
  const auto bytes = random_bytes();
  return "198.51." + std::to_string(bytes[0]) + "." + std::to_string(bytes[1]);
}

void put(json::object& object, std::string_view key, std::string_view value) {
  object[json::string_view(key.data(), key.size())] = json::string_view(value.data(), value.size());
}

json::object with_head(std::string_view type, std::string_view modified) {
  json::object object;
  put(object, "type", type);
  put(object, "spec_version", "2.1");
  put(object, "id", std::string(type) + "--" + random_uuid());
  put(object, "created", created);
  put(object, "modified", modified);
  return object;
}

}  // namespace

std::string random_uuid() {
  return uuid_text(random_bytes(), 4);
}

json::object indicator() {
  return indicator(created);
}

json::object indicator(std::string_view modified) {
  const std::string address = random_address();
  json::object object = with_head("indicator", modified);
  if (modified < created) put(object, "created", modified);  // nothing is changed before it is made
  put(object, "name", "Beacon to " + address);
  put(object, "description",
      "Invented for a conformance run: hosts of the exercise network that call " + address +
          " at regular intervals carry the exercise implant. The address belongs to a range kept for "
          "documentation, "
          "and no conclusion about any real host or person can be drawn from a match with it.");
  object["indicator_types"] = json::array{"malicious-activity"};
  put(object, "pattern", "[ipv4-addr:value = '" + address + "']");
  put(object, "pattern_type", "stix");
  put(object, "valid_from", "2023-04-05T06:07:08Z");
  object["labels"] = json::array{"exercise"};
  object["confidence"] = 40;
  return object;
}

std::vector<json::object> indicators(std::size_t count) {
  std::vector<json::object> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.push_back(indicator());
  return out;
}

json::object with_version(const json::object& object, std::string_view modified) {
  json::object out = object;
  put(out, "modified", modified);
  put(out, "name", text_at(object, "name") + ", as of " + std::string(modified));
  return out;
}

json::object malware() {
  json::object object = with_head("malware", created);
  put(object, "name", "Exercise implant");
  object["is_family"] = false;
  object["malware_types"] = json::array{"backdoor"};
  return object;
}

json::object identity() {
  json::object object = with_head("identity", created);
  put(object, "name", "Exercise control");
  put(object, "identity_class", "organization");
  return object;
}

json::object url_observable() {
  const std::string value = "https://exercise.example/" + random_uuid();
  json::object object;
  put(object, "type", "url");
  put(object, "spec_version", "2.1");
  put(object, "id", "url--" + observable_uuid(R"({"value":")" + value + "\"}"));
  put(object, "value", value);
  return object;
}

json::object statement_marking() {
  json::object object;
  put(object, "type", "marking-definition");
  put(object, "spec_version", "2.1");
  put(object, "id", "marking-definition--" + random_uuid());
  put(object, "created", created);
  put(object, "definition_type", "statement");
  json::object definition;
  put(definition, "statement", "Invented for a conformance run");
  object["definition"] = definition;
  return object;
}

json::object indicator_2_0(std::string_view id, std::string_view modified) {
  json::object object;
  put(object, "type", "indicator");
  put(object, "id", id.empty() ? "indicator--" + random_uuid() : std::string(id));
  put(object, "created", "2018-05-06T07:08:09.000Z");
  put(object, "modified", modified);
  object["labels"] = json::array{"malicious-activity"};
  put(object, "name", "An indicator of the older kind");
  put(object, "pattern", "[ipv4-addr:value = '" + random_address() + "']");
  put(object, "valid_from", "2018-05-06T07:08:09Z");
  return object;
}

json::object broken_indicator() {
  json::object object;
  put(object, "type", "indicator");
  put(object, "spec_version", "2.1");
  put(object, "id", "malware--" + random_uuid());
  put(object, "modified", created);
  return object;
}

std::string envelope(const std::vector<json::object>& objects) {
  std::string out = R"({"objects":[)";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (i > 0) out += ',';
    out += json::serialize(objects[i]);
  }
  return out + "]}";
}

std::string id_of(const json::object& object) {
  return text_at(object, "id");
}

std::string version_of(const json::object& object) {
  std::string modified = text_at(object, "modified");
  return modified.empty() ? text_at(object, "created") : modified;
}

}  // namespace tansiq::conformance
