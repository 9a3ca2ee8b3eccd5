#pragma once

/// Where imported bytes come from: a file or standard input, unpacked where they are gzip (RFC 1952).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/base.h"

namespace tansiq::cli {

class Source {
 public:
  /// Opens a file, or standard input for "-". Fault::not_found where it cannot be read, Fault::unsupported
  /// where it is a folder.
  static base::Result<std::unique_ptr<Source>> open(const std::string& file);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// The next part, unpacked; empty at the end. The view lives until the next call. Fault::invalid where gzip
  /// data is broken or cut off.
  base::Result<std::string_view> next();

  /// How much of the file has been read, packed as it lies there, and how much there is (0: nobody knows).
  [[nodiscard]] std::uint64_t read_bytes() const { return read_bytes_; }
  [[nodiscard]] std::uint64_t all_bytes() const { return all_bytes_; }

 private:
  struct Unpacker;
  Source(int handle, std::string name);
  base::Result<std::size_t> fill();
  base::Result<std::string_view> unpack();

  int handle_;
  std::string name_;
  std::uint64_t read_bytes_ = 0;
  std::uint64_t all_bytes_ = 0;
  bool started_ = false;
  bool at_end_ = false;
  std::string raw_;
  std::string unpacked_;
  std::unique_ptr<Unpacker> unpacker_;
};

}  // namespace tansiq::cli
