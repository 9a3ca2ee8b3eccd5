#include "cli/object_text.h"

#include <algorithm>

#include "cli/output.h"

namespace tansiq::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t short_list_columns = 100;

bool is_scalar(const json::value& value) {
  return !value.is_object() && !value.is_array();
}

std::string scalar(const json::value& value) {
  return value.is_string() ? isolate(harmless(value.get_string())) : json::serialize(value);
}

/// A list of words on one line; empty where it is none, or too long for a line.
std::string on_one_line(const json::array& list) {
  std::string line;
  for (const auto& item : list) {
    if (!is_scalar(item)) return {};
    if (!line.empty()) line += ", ";
    line += scalar(item);
  }
  return columns(line) <= short_list_columns ? line : "";
}

void write(std::string& out, const json::object& object, std::size_t indent);

void write_items(std::string& out, const json::array& list, std::size_t indent) {
  const std::string margin(indent, ' ');
  for (const auto& item : list) {
    if (item.is_object()) {
      // The first member stands behind the dash, the others below it.
      std::string inner;
      write(inner, item.get_object(), indent + 2);
      if (inner.size() > indent) inner[indent] = '-';
      out += inner;
    } else if (item.is_array()) {
      out += margin + "-\n";
      write_items(out, item.get_array(), indent + 2);
    } else {
      out += margin + "- " + scalar(item) + "\n";
    }
  }
}

void write(std::string& out, const json::object& object, std::size_t indent) {
  std::size_t widest = 0;
  for (const auto& [name, value] : object)
    if (is_scalar(value) || (value.is_array() && !on_one_line(value.get_array()).empty()))
      widest = std::max(widest, columns(harmless(std::string(name))));
  const std::string margin(indent, ' ');
  for (const auto& [name, value] : object) {
    const auto title = harmless(std::string(name));
    const auto pad = [&] { return std::string(widest - std::min(widest, columns(title)) + 2, ' '); };
    if (value.is_object()) {
      out += margin + title + "\n";
      write(out, value.get_object(), indent + 2);
    } else if (value.is_array()) {
      const auto line = on_one_line(value.get_array());
      out += line.empty() ? margin + title + "\n" : margin + title + pad() + line + "\n";
      if (line.empty()) write_items(out, value.get_array(), indent + 2);
    } else {
      out += margin + title + pad() + scalar(value) + "\n";
    }
  }
}

}  // namespace

std::string text_of_object(const json::object& object, std::size_t indent) {
  std::string out;
  write(out, object, indent);
  return out;
}

}  // namespace tansiq::cli
