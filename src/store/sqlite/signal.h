#pragma once

#include <cerrno>
#include <semaphore.h>

namespace tansiq::store::sqlite {

/// One thread tells another that something is done. Whoever waits sleeps at once: std::binary_semaphore of
/// libstdc++ 12 first yields the processor several times, which with 64 waiting writers on two processors was
/// a quarter of all the time spent.
class Signal {
 public:
  Signal() { ::sem_init(&semaphore_, 0, 0); }
  ~Signal() { ::sem_destroy(&semaphore_); }
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void acquire() {
    while (::sem_wait(&semaphore_) != 0 && errno == EINTR) {
    }
  }
  void release() { ::sem_post(&semaphore_); }

 private:
  sem_t semaphore_{};
};

}  // namespace tansiq::store::sqlite
