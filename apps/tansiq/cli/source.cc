#include "cli/source.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <zlib.h>

namespace tansiq::cli {
namespace {

using base::Fault;

constexpr std::size_t part_bytes = 256 * 1024;
constexpr int gzip_window = 15 + 16;  // zlib: the largest window, gzip framing

std::string system_error() {
  return std::generic_category().message(errno);
}

}  // namespace

struct Source::Unpacker {
  z_stream stream{};
  bool between_members = false;

  Unpacker() { inflateInit2(&stream, gzip_window); }
  ~Unpacker() { inflateEnd(&stream); }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
};

Source::Source(int handle, std::string name) : handle_(handle), name_(std::move(name)) {
  raw_.resize(part_bytes);
}

Source::~Source() {
  if (handle_ != STDIN_FILENO) close(handle_);
}

base::Result<std::unique_ptr<Source>> Source::open(const std::string& file) {
  int handle = STDIN_FILENO;
  if (file != "-") {
    handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return base::fail(Fault::not_found, "cannot be read: " + system_error(), file);
  }
  std::unique_ptr<Source> source(new Source(handle, file == "-" ? "standard input" : file));
  struct stat status {};
  if (fstat(handle, &status) == 0) {
    if (S_ISDIR(status.st_mode)) return base::fail(Fault::unsupported, "is a folder", file, "name its files");
    if (S_ISREG(status.st_mode)) source->all_bytes_ = static_cast<std::uint64_t>(status.st_size);
  }
  return source;
}

base::Result<std::size_t> Source::fill() {
  for (;;) {
    const ssize_t got = read(handle_, raw_.data(), part_bytes);
    if (got >= 0) {
      read_bytes_ += static_cast<std::uint64_t>(got);
      at_end_ = got == 0;
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) return base::fail(Fault::internal, "cannot be read: " + system_error(), name_);
  }
}

base::Result<std::string_view> Source::next() {
  if (unpacker_) return unpack();
  if (at_end_) return std::string_view();
  auto got = fill();
  if (!got) return base::fail(got);
  if (!started_) {
    started_ = true;
    if (*got >= 2 && raw_[0] == '\x1f' && raw_[1] == '\x8b') {
      unpacker_ = std::make_unique<Unpacker>();
      unpacker_->stream.next_in = reinterpret_cast<Bytef*>(raw_.data());
      unpacker_->stream.avail_in = static_cast<uInt>(*got);
      unpacked_.resize(part_bytes);
      return unpack();
    }
  }
  return std::string_view(raw_).substr(0, *got);
}

base::Result<std::string_view> Source::unpack() {
  auto& stream = unpacker_->stream;
  stream.next_out = reinterpret_cast<Bytef*>(unpacked_.data());
  stream.avail_out = part_bytes;
  while (stream.avail_out == part_bytes) {
    if (stream.avail_in == 0 && !at_end_) {
      auto got = fill();
      if (!got) return base::fail(got);
      stream.next_in = reinterpret_cast<Bytef*>(raw_.data());
      stream.avail_in = static_cast<uInt>(*got);
    }
    if (unpacker_->between_members) {
      // A gzip file may hold several members, one after the other (RFC 1952, section 2.2).
      if (stream.avail_in == 0) return std::string_view();
      inflateReset(&stream);
      unpacker_->between_members = false;
    }
    const int state = inflate(&stream, Z_NO_FLUSH);
    if (state == Z_STREAM_END) {
      unpacker_->between_members = true;
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      return base::fail(Fault::invalid, "is broken gzip data", name_);
    } else if (stream.avail_in == 0 && at_end_ && stream.avail_out == part_bytes) {
      return base::fail(Fault::invalid, "ends inside its gzip data", name_, "is the file complete?");
    }
  }
  return std::string_view(unpacked_).substr(0, part_bytes - stream.avail_out);
}

}  // namespace tansiq::cli
