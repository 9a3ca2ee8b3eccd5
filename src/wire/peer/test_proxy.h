#pragma once

/// For tests only: a TCP proxy that treats connections badly.

#include <arpa/inet.h>
#include <atomic>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <random>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tansiq::wire::peer::testing {

class FaultyProxy {
 public:
  /// Stands before a port of this machine.
  FaultyProxy(std::uint16_t to, std::uint32_t seed) : to_(to), random_(seed) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = here(0);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 16);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~FaultyProxy() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
  }
  FaultyProxy(const FaultyProxy&) = delete;
  FaultyProxy& operator=(const FaultyProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Each connection is cut after at most so many bytes from the server, in the middle of whatever it is.
  std::atomic<std::size_t> cut_after{0};  ///< 0: never
  /// Before each piece that is passed on: a pause of up to so many milliseconds.
  std::atomic<int> delay_ms{0};
  std::atomic<int> connections{0}, cuts{0};

 private:
  static sockaddr_in here(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    return address;
  }

  void run() {
    while (!stopping_) {
      pollfd ready{listener_, POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      const int server = ::socket(AF_INET, SOCK_STREAM, 0);
      const sockaddr_in address = here(to_);
      if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        ++connections;
        pass(client, server);
      }
      ::close(client);
      ::close(server);
    }
  }

  /// One connection at a time is enough: a follower has one.
  void pass(int client, int server) {
    std::size_t left = cut_after ? 1 + random_() % cut_after : SIZE_MAX;
    char buffer[4096];
    while (!stopping_) {
      pollfd ready[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (::poll(ready, 2, 20) <= 0) continue;
      for (int side = 0; side < 2; ++side) {
        if (!(ready[side].revents & (POLLIN | POLLHUP | POLLERR))) continue;
        ssize_t got = ::recv(side == 0 ? client : server, buffer, sizeof buffer, 0);
        if (got <= 0) return;
        if (delay_ms) std::this_thread::sleep_for(std::chrono::milliseconds(random_() % (delay_ms + 1)));
        if (side == 1) got = std::min(got, static_cast<ssize_t>(std::min<std::size_t>(left, sizeof buffer)));
        if (::send(side == 0 ? server : client, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL) < 0)
          return;
        if (side == 1 && left != SIZE_MAX) left -= static_cast<std::size_t>(got);
        if (left == 0) {
          ++cuts;
          return;
        }
      }
    }
  }

  const std::uint16_t to_;
  std::minstd_rand random_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace tansiq::wire::peer::testing
