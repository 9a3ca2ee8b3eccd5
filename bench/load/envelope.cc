#include "load/envelope.h"

namespace tansiq::load {
namespace {

constexpr std::string_view head = R"({"objects":[)";
constexpr std::string_view object =
    R"({"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000000",)"
    R"("created":"2023-04-05T06:07:08.009Z","modified":"2023-04-05T06:07:08.009Z",)"
    R"("name":"Beacon to 198.51.100.7","description":"Invented for a measurement: hosts of the exercise network that call )"
    R"(this address at regular intervals carry the exercise implant. No conclusion about any real host or person can be )"
    R"(drawn from a match with it, and nobody should ever act on one.","indicator_types":["malicious-activity"],)"
    R"("pattern":"[ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port = 443]","pattern_type":"stix",)"
    R"("valid_from":"2023-04-05T06:07:08Z","confidence":40,"labels":["exercise"]})";
constexpr std::string_view id_mark = "indicator--";
constexpr std::size_t id_at = object.find(id_mark) + id_mark.size();

void put_hex(char* to, std::uint64_t value, int digits) {
  static constexpr char hex[] = "0123456789abcdef";
  for (int i = 0; i < digits; ++i) to[i] = hex[(value >> (4U * static_cast<unsigned>(i))) & 15U];
}

}  // namespace

Envelope::Envelope(std::size_t count, std::uint64_t seed, std::uint64_t maker)
    : count_(count), state_{seed * 0x9E3779B97F4A7C15U + 1, (maker + 1) * 0xD1B54A32D192ED03U} {
  body_ = head;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) body_ += ',';
    body_ += object;
  }
  body_ += "]}";
  for (int i = 0; i < 16; ++i) random();
}

/// xoroshiro128+ (Blackman and Vigna): fast, and good enough to make ids that never meet.
std::uint64_t Envelope::random() {
  const auto turned = [](std::uint64_t x, unsigned by) { return (x << by) | (x >> (64U - by)); };
  const std::uint64_t a = state_[0];
  std::uint64_t b = state_[1];
  const std::uint64_t out = a + b;
  b ^= a;
  state_[0] = turned(a, 24) ^ b ^ (b << 16U);
  state_[1] = turned(b, 37);
  return out;
}

std::string_view Envelope::fresh() {
  for (std::size_t i = 0; i < count_; ++i) {
    char* id = body_.data() + head.size() + i * (object.size() + 1) + id_at;
    const std::uint64_t one = random();
    const std::uint64_t two = random();
    put_hex(id, one, 8);  // 8-4-4-4-12 digits; the version and variant digits stay
    put_hex(id + 9, one >> 32U, 4);
    put_hex(id + 15, one >> 48U, 3);
    put_hex(id + 20, two, 3);
    id[20] = '8';
    put_hex(id + 24, two >> 16U, 12);
  }
  return body_;
}

std::string_view Envelope::last_id() const {
  return std::string_view(body_).substr(
      head.size() + (count_ - 1) * (object.size() + 1) + id_at - id_mark.size(), id_mark.size() + 36);
}

std::size_t Envelope::object_size() {
  return object.size();
}

}  // namespace tansiq::load
