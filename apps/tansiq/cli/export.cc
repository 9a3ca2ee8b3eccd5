// export: everything of a collection, page by page, as NDJSON or as one bundle.

#include <cerrno>
#include <cstdio>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

#include "cli/context.h"
#include "cli/output.h"

namespace tansiq::cli {
namespace {

using base::Fault;

/// Writes to standard output, or to a file that gets its name only when it is complete.
class Sink {
 public:
  static base::Result<std::unique_ptr<Sink>> open(const std::string& file) {
    std::unique_ptr<Sink> sink(new Sink(file));
    if (!sink->is_file()) return sink;
    sink->stream_ = std::fopen(sink->part().c_str(), "wbe");
    if (sink->stream_ == nullptr) return sink->failure();
    return sink;
  }
  ~Sink() {
    if (!is_file() || stream_ == nullptr) return;
    std::fclose(stream_);
    std::remove(part().c_str());
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  /// Whether nobody reads any more, as in `tansiq export | head`: no reason for a word.
  [[nodiscard]] bool is_left() const { return !is_file() && errno == EPIPE; }

  bool write(std::string_view text) {
    return std::fwrite(text.data(), 1, text.size(), stream_) == text.size();
  }

  base::Result<> finish() {
    if (std::fflush(stream_) != 0) return failure();
    if (!is_file()) return {};
    const bool durable = fsync(fileno(stream_)) == 0;
    const bool closed = std::fclose(std::exchange(stream_, nullptr)) == 0;
    if (!durable || !closed || std::rename(part().c_str(), file_.c_str()) != 0) return failure();
    return {};
  }

  [[nodiscard]] tl::unexpected<base::Error> failure() const {
    return base::fail(Fault::internal, "cannot be written: " + std::generic_category().message(errno),
                      is_file() ? file_ : "standard output");
  }

 private:
  explicit Sink(std::string file) : file_(std::move(file)) {}
  [[nodiscard]] bool is_file() const { return !file_.empty() && file_ != "-"; }
  [[nodiscard]] std::string part() const { return file_ + ".part"; }

  std::string file_;
  std::FILE* stream_ = stdout;
};

struct ExportOptions {
  std::string file, version = "all";
  bool bundle = false;
};

/// Writes the lines of one page; in a bundle, with commas between all objects.
bool write_page(Sink& sink, std::string_view page, bool bundle, std::uint64_t& count) {
  while (!page.empty()) {
    const auto end = page.find('\n');
    const auto line = page.substr(0, end);
    page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
    if (line.empty()) continue;
    const bool first = count++ == 0;
    if (bundle && !first && !sink.write(",\n")) return false;
    if (!sink.write(line) || (!bundle && !sink.write("\n"))) return false;
  }
  return true;
}

int export_records(Context& context, const ExportOptions& options) {
  auto sink = Sink::open(options.file);
  if (!sink) return context.report(sink.error());
  Progress progress(!context.quiet && isatty(STDOUT_FILENO) == 0);
  std::uint64_t count = 0;
  std::string next;
  const auto stop = [&](const base::Error& error) {
    progress.clear();
    return (*sink)->is_left() ? static_cast<int>(failed) : context.report(error);
  };
  if (options.bundle && !(*sink)->write(fmt::format(R"({{"type":"bundle","id":"bundle--{}","objects":[)"
                                                    "\n",
                                                    base::random_uuid())))
    return stop((*sink)->failure().value());
  do {
    auto page = context.call({.path = "/v1/export",
                              .query = {{"collection", context.collection},
                                        {"version", options.version},
                                        {"limit", "1000"},
                                        {"next", next}}});
    if (!page) return context.report(page.error());
    if (!write_page(**sink, page->body, options.bundle, count)) return stop((*sink)->failure().value());
    next = page->field("tansiq-next");
    progress.show("export", 0, 0, count);
  } while (!next.empty());
  progress.clear();
  if (options.bundle && !(*sink)->write("\n]}\n")) return stop((*sink)->failure().value());
  if (auto finished = (*sink)->finish(); !finished) return stop(finished.error());
  context.note(fmt::format("{} objects", grouped(count)));
  return done;
}

}  // namespace

void add_export(CLI::App& program, Context& context) {
  auto* command =
      program.add_subcommand("export", "Write out every record of a collection, one JSON object a line");
  const auto options = std::make_shared<ExportOptions>();
  command->add_option("--output,-o", options->file, "Write to this file; it appears when it is complete")
      ->type_name("FILE");
  command->add_flag("--bundle", options->bundle, "One STIX bundle instead of lines");
  command->add_option("--version", options->version, "all, or last")
      ->check(CLI::IsMember({"all", "last"}))
      ->type_name("VERSION")
      ->capture_default_str();
  add_common(*command, context);
  command->callback([&context, options] {
    context.chosen = [&context, options] { return export_records(context, *options); };
  });
}

}  // namespace tansiq::cli
