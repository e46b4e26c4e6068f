// Threads spawned per call over an atomic counter: no pool, no globals, safe after fork. The error of the lowest index
// wins, whatever the thread count. The calling thread polls for cancellation (Ctrl-C), so a long loop ends in time.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

namespace labelgauge {

struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

// How a call is carried out; never changes what it answers.
struct Execution {
  int threads = 1;
  int isa = 0;                           // an Isa of simd/dispatch.hpp
  bool (*interrupted)(void*) = nullptr;  // asked by the calling thread only; true = stop
  void* interrupted_context = nullptr;
};

namespace detail {

// Asks the caller at most ten times a second: asking takes the GIL. Reading the clock takes longer than many an item,
// so that is done less often the shorter items turn out to be.
class InterruptPoll {
 public:
  explicit InterruptPoll(const Execution& execution) : execution_(execution), last_(Clock::now()), seen_(last_) {}

  [[nodiscard]] bool operator()() {
    if (execution_.interrupted == nullptr || --left_ != 0) {
      return false;
    }
    const auto now = Clock::now();
    const auto passed = now - seen_;
    seen_ = now;
    if (passed < std::chrono::microseconds(50)) {
      calls_ = std::min(2 * calls_, most_calls);
    } else if (passed > std::chrono::milliseconds(1)) {
      calls_ = 1;
    }
    left_ = calls_;
    if (now - last_ < std::chrono::milliseconds(100)) {
      return false;
    }
    last_ = now;
    return execution_.interrupted(execution_.interrupted_context);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr int most_calls = 16;
  const Execution& execution_;
  Clock::time_point last_;  // when the caller was asked
  Clock::time_point seen_;  // when the clock was read
  int calls_ = 1;           // from one reading to the next
  int left_ = 1;
};

// Keeps the exception with the lowest item index.
class FirstError {
 public:
  void keep(std::size_t index, std::exception_ptr error) {
    const std::scoped_lock lock(mutex_);
    if (!error_ || index < index_) {
      index_ = index;
      error_ = std::move(error);
    }
  }
  void rethrow() const {
    if (error_) {
      std::rethrow_exception(error_);
    }
  }

 private:
  std::mutex mutex_;
  std::size_t index_ = 0;
  std::exception_ptr error_;
};

// How many helpers are still at work.
class Countdown {
 public:
  void add() {
    const std::scoped_lock lock(mutex_);
    ++running_;
  }
  void done() {
    const std::scoped_lock lock(mutex_);
    --running_;
    none_left_.notify_one();
  }
  // True once none is left; false after a tenth of a second, so that the caller can look for Ctrl-C.
  [[nodiscard]] bool wait_a_moment() {
    std::unique_lock lock(mutex_);
    return none_left_.wait_for(lock, std::chrono::milliseconds(100), [this] { return running_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_left_;
  int running_ = 0;
};

}  // namespace detail

// For bodies whose single items may run long: to be called every few microseconds, throws Interrupted when the whole
// call is to be given up. Only the calling thread can ask for that; the others learn it from a flag.
class Checkpoint {
 public:
  Checkpoint(detail::InterruptPoll* poll, std::atomic<bool>& interrupted) : poll_(poll), interrupted_(interrupted) {}

  void operator()() {
    if (poll_ != nullptr && (*poll_)()) {
      interrupted_.store(true, std::memory_order_relaxed);
    }
    if (interrupted_.load(std::memory_order_relaxed)) {
      throw Interrupted();
    }
  }

 private:
  detail::InterruptPoll* poll_;  // null on any but the calling thread
  std::atomic<bool>& interrupted_;
};

// Calls body(scratch, i) or body(scratch, i, checkpoint) for i in [0, n), `grain` consecutive items at a time. Every
// thread has its own Scratch, made once and reused, so bodies need not allocate per item. Items must not depend on each
// other.
template <class Scratch, class Body>
void parallel_for(std::size_t n, std::size_t grain, const Execution& execution, Body&& body) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::atomic<bool> interrupted{false};
  detail::FirstError error;
  grain = std::max<std::size_t>(grain, 1);

  const auto fail = [&](std::size_t index) {
    error.keep(index, std::current_exception());
    stop.store(true, std::memory_order_relaxed);
  };
  const auto take_items = [&](detail::InterruptPoll* poll) {
    Scratch scratch;
    Checkpoint checkpoint(poll, interrupted);
    while (!stop.load(std::memory_order_relaxed)) {
      const std::size_t begin = next.fetch_add(grain);
      if (begin >= n) {
        return;
      }
      const std::size_t end = std::min(begin + grain, n);
      for (std::size_t i = begin; i < end; ++i) {
        try {
          if constexpr (std::is_invocable_v<Body&, Scratch&, std::size_t, Checkpoint&>) {
            body(scratch, i, checkpoint);
          } else {
            body(scratch, i);
          }
          checkpoint();
        } catch (const Interrupted&) {
          fail(0);
          return;
        } catch (...) {
          // Items below i are already taken by someone and will finish, so the lowest failing index is always seen.
          fail(i);
          return;
        }
      }
    }
  };
  const auto work = [&](detail::InterruptPoll* poll) {
    try {
      take_items(poll);
    } catch (...) {
      fail(n);  // no item: a thread had no memory for its scratch
    }
  };

  const std::size_t chunks = (n + grain - 1) / grain;
  const std::size_t wanted = std::min(static_cast<std::size_t>(std::max(execution.threads, 1)), chunks);
  std::vector<std::thread> helpers;
  helpers.reserve(wanted);  // to fail here, if at all: a thread that is lost ends the process
  detail::Countdown running;
  for (std::size_t t = 1; t < wanted; ++t) {
    try {
      running.add();
      helpers.emplace_back([&] {
        work(nullptr);
        running.done();
      });
    } catch (const std::exception&) {
      running.done();
      break;  // the system has no thread, or no memory, to give; fewer threads give the same answer
    }
  }
  detail::InterruptPoll poll(execution);
  work(&poll);
  while (!running.wait_a_moment()) {
    if (poll()) {
      interrupted.store(true, std::memory_order_relaxed);
    }
  }
  for (auto& helper : helpers) {
    helper.join();
  }
  error.rethrow();
}

struct NoScratch {};

template <class Body>
void parallel_for(std::size_t n, std::size_t grain, const Execution& execution, Body&& body) {
  parallel_for<NoScratch>(n, grain, execution, [&](NoScratch&, std::size_t i) { body(i); });
}

}  // namespace labelgauge
