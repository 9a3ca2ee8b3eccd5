#include "wire/metrics.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace tansiq::wire {

namespace {

void write(std::string& text, std::string_view name, std::string_view kind, std::string_view help,
           double value) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3:.17g}\n", name, help, kind, value);
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

void write_http(std::string& text, const http::Counts& counts) {
  const auto whole = [](std::uint64_t number) { return static_cast<double>(number); };
  write(text, "tansiq_connections", "gauge", "Open client connections.", whole(counts.connections_open));
  write(text, "tansiq_connections_accepted_total", "counter", "Connections accepted.",
        whole(counts.connections_accepted));
  write(text, "tansiq_connections_refused_total", "counter", "Connections over a limit.",
        whole(counts.connections_refused));
  write(text, "tansiq_tls_handshakes_total", "counter", "TLS handshakes completed.",
        whole(counts.handshakes));
  write(text, "tansiq_tls_handshakes_resumed_total", "counter", "TLS handshakes that resumed a session.",
        whole(counts.handshakes_resumed));
  write(text, "tansiq_tls_handshakes_failed_total", "counter", "TLS handshakes that failed.",
        whole(counts.handshakes_failed));
  write(text, "tansiq_http_refused_total", "counter", "Requests that the server answered before any route.",
        whole(counts.requests_refused));
  write(text, "tansiq_http_timeouts_total", "counter", "Clients that were too slow.", whole(counts.timeouts));
  write(text, "tansiq_http_requests_waiting", "gauge", "Requests waiting for a worker.",
        whole(counts.requests_waiting));
  write(text, "tansiq_http_buffered_bytes", "gauge", "Bytes of bodies held.", whole(counts.buffered_bytes));
}

void write_store(std::string& text, const node::acts::Status& status) {
  const auto whole = [](auto number) { return static_cast<double>(number); };
  const auto& totals = status.totals;
  write(text, "tansiq_records", "gauge", "Record versions held.", whole(totals.records));
  write(text, "tansiq_objects", "gauge", "Objects held.", whole(totals.objects));
  write(text, "tansiq_conflicts", "gauge", "Contents kept aside as conflicts.", whole(totals.conflicts));
  write(text, "tansiq_journal_entries", "gauge", "Entries of the journal.", whole(totals.journal_entries));
  write(text, "tansiq_store_bytes", "gauge", "Size of the store's files.", whole(totals.file_bytes));
  write(text, "tansiq_store_queued_writes", "gauge", "Writes waiting for a commit.",
        whole(status.load.queued_writes));
  write(text, "tansiq_store_queued_bytes", "gauge", "Bytes of the writes that wait.",
        whole(status.load.queued_bytes));
  write(text, "tansiq_store_commits_total", "counter", "Commits since start.", whole(status.load.commits));
  write(text, "tansiq_store_writes_total", "counter", "Writes since start.", whole(status.load.writes));
}

}  // namespace

std::string exchange_figures(const http::Counts& counts) {
  const auto whole = [](std::uint64_t number) { return static_cast<double>(number); };
  std::string text;
  write(text, "tansiq_exchange_connections", "gauge", "Open connections of partners.",
        whole(counts.connections_open));
  write(text, "tansiq_exchange_streams", "gauge", "Streams that partners hold open.",
        whole(counts.streams_open));
  write(text, "tansiq_exchange_handshakes_total", "counter", "TLS handshakes with partners completed.",
        whole(counts.handshakes));
  write(text, "tansiq_exchange_handshakes_resumed_total", "counter",
        "TLS handshakes with partners that resumed a session.", whole(counts.handshakes_resumed));
  write(text, "tansiq_exchange_handshakes_failed_total", "counter",
        "TLS handshakes on the partners' port that failed, an unknown key included.",
        whole(counts.handshakes_failed));
  write(text, "tansiq_exchange_requests_total", "counter", "Requests of partners.", whole(counts.requests));
  write(text, "tansiq_exchange_timeouts_total", "counter", "Partners that were too slow.",
        whole(counts.timeouts));
  return text;
}

Metrics::Metrics(const std::vector<Group>& groups) {
  const auto add_line = [this](const Route* route, std::string labels) {
    lines_.push_back(std::make_unique<Line>());
    lines_.back()->labels = std::move(labels);
    line_of_[route] = lines_.back().get();
  };
  for (const auto& group : groups) {
    for (const auto& route : group.routes) {
      add_line(&route, fmt::format(R"(method="{}",route="{}")", route.method, route.pattern));
    }
  }
  add_line(nullptr, R"(method="",route="")");
}

void Metrics::add(const Route* route, int status, double seconds) {
  const auto found = line_of_.find(route);
  Line& line = found == line_of_.end() ? *lines_.back() : *found->second;
  const auto bound = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  const std::lock_guard lock(line.mutex);
  ++line.by_status[status];
  ++line.by_bound[static_cast<std::size_t>(bound)];
  line.seconds += seconds;
  ++line.count;
}

std::string Metrics::text(const http::Counts& http, const node::acts::Status& status) const {
  std::string requests =
      "# HELP tansiq_http_requests_total Requests answered.\n"
      "# TYPE tansiq_http_requests_total counter\n";
  std::string durations =
      "# HELP tansiq_http_request_seconds Time from a complete request to its answer.\n"
      "# TYPE tansiq_http_request_seconds histogram\n";
  for (const auto& line : lines_) {
    const std::lock_guard lock(line->mutex);
    if (line->count == 0) continue;
    for (const auto& [code, count] : line->by_status) {
      requests +=
          fmt::format("tansiq_http_requests_total{{{},status=\"{}\"}} {}\n", line->labels, code, count);
    }
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      below += line->by_bound[i];
      durations += fmt::format("tansiq_http_request_seconds_bucket{{{},le=\"{}\"}} {}\n", line->labels,
                               bounds[i], below);
    }
    durations += fmt::format(
        "tansiq_http_request_seconds_bucket{{{0},le=\"+Inf\"}} {1}\n"
        "tansiq_http_request_seconds_sum{{{0}}} {2}\ntansiq_http_request_seconds_count{{{0}}} {1}\n",
        line->labels, line->count, line->seconds);
  }
  std::string text = requests + durations;
  write_http(text, http);
  write_store(text, status);
  write(text, "process_resident_memory_bytes", "gauge", "Memory of the process.", resident_bytes());
  return text;
}

}  // namespace tansiq::wire
