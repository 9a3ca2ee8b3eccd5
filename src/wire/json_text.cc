#include "wire/json_text.h"

namespace tansiq::wire {

void append_string(std::string& json, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  json += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (byte < 0x20) {
      json += "\\u00";
      json += hex[byte >> 4U];
      json += hex[byte & 0xFU];
    } else {
      json += c;
    }
  }
  json += '"';
}

void ObjectText::name(std::string_view name) {
  if (json_.size() > 1) json_ += ',';
  append_string(json_, name);
  json_ += ':';
}

ObjectText& ObjectText::text(std::string_view key, std::string_view value) {
  name(key);
  append_string(json_, value);
  return *this;
}

ObjectText& ObjectText::number(std::string_view key, std::uint64_t value) {
  name(key);
  json_ += std::to_string(value);
  return *this;
}

ObjectText& ObjectText::boolean(std::string_view key, bool value) {
  name(key);
  json_ += value ? "true" : "false";
  return *this;
}

ObjectText& ObjectText::raw(std::string_view key, std::string_view json) {
  name(key);
  json_ += json;
  return *this;
}

std::string ObjectText::done() {
  json_ += '}';
  std::string text;
  text.swap(json_);
  json_ += '{';
  return text;
}

}  // namespace tansiq::wire
