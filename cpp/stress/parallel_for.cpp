// Drives parallel_for and build_ragged from several threads at once, for ThreadSanitizer: no Python, no kernels.
#include "parallel/for.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "parallel/ragged.hpp"

namespace {

using labelgauge::Execution;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fprintf(stderr, "failed: %s\n", what);
    std::exit(EXIT_FAILURE);
  }
}

Execution with_threads(int threads) {
  Execution execution;
  execution.threads = threads;
  return execution;
}

void every_item_once(std::size_t n, std::size_t grain, int threads) {
  std::vector<int> visits(n, 0);
  labelgauge::parallel_for(n, grain, with_threads(threads), [&](std::size_t i) { ++visits[i]; });
  require(std::accumulate(visits.begin(), visits.end(), std::size_t{0}) == n, "every item is visited once");
}

void lowest_error_wins(std::size_t n, int threads) {
  std::string seen;
  try {
    labelgauge::parallel_for(n, 1, with_threads(threads), [&](std::size_t i) {
      if (i % 7 == 3) {
        throw std::runtime_error(std::to_string(i));
      }
    });
  } catch (const std::runtime_error& error) {
    seen = error.what();
  }
  require(seen == "3", "the error of the lowest index wins");
}

// The second question is answered yes while all threads are inside items that end only when they are told to.
void endless_items_are_interrupted(int threads) {
  Execution execution = with_threads(threads);
  int asked = 0;
  execution.interrupted_context = &asked;
  execution.interrupted = [](void* context) { return ++*static_cast<int*>(context) == 2; };
  bool interrupted = false;
  try {
    labelgauge::parallel_for<labelgauge::NoScratch>(
        8, 1, execution, [](labelgauge::NoScratch&, std::size_t, labelgauge::Checkpoint& checkpoint) {
          while (true) {
            checkpoint();
          }
        });
  } catch (const labelgauge::Interrupted&) {
    interrupted = true;
  }
  require(interrupted, "endless items are interrupted");
}

// For which a thread has no memory.
struct Unaffordable {
  Unaffordable() { throw std::bad_alloc(); }
};

void scratch_without_memory_is_an_error(int threads) {
  bool failed = false;
  try {
    labelgauge::parallel_for<Unaffordable>(100, 1, with_threads(threads), [](Unaffordable&, std::size_t) {});
  } catch (const std::bad_alloc&) {
    failed = true;
  }
  require(failed, "scratch without memory is an error of the call");
}

void scratch_is_not_shared(std::size_t n, int threads) {
  const auto lists = labelgauge::build_ragged<std::uint32_t, std::vector<std::uint32_t>>(
      n, with_threads(threads),
      [](std::vector<std::uint32_t>& scratch, std::size_t i, std::vector<std::uint32_t>& out) {
        scratch.assign(i % 5, static_cast<std::uint32_t>(i));
        out.insert(out.end(), scratch.begin(), scratch.end());
      });
  bool right = lists.offsets.size() == n + 1;
  for (std::size_t i = 0; right && i < n; ++i) {
    const auto begin = static_cast<std::size_t>(lists.offsets[i]);
    const auto end = static_cast<std::size_t>(lists.offsets[i + 1]);
    right = end - begin == i % 5;
    for (std::size_t k = begin; right && k < end; ++k) {
      right = lists.values[k] == i;
    }
  }
  require(right, "every list is its item's own");
}

void stress() {
  for (const int threads : {1, 2, 4, 8}) {
    for (const std::size_t n : {0U, 1U, 2U, 63U, 1000U}) {
      for (const std::size_t grain : {0U, 1U, 16U, 5000U}) {
        every_item_once(n, grain, threads);
      }
      scratch_is_not_shared(n, threads);
    }
    lowest_error_wins(500, threads);
    scratch_without_memory_is_an_error(threads);
  }
}

}  // namespace

int main() {
  std::vector<std::thread> callers;  // calls from several threads do not know of each other
  for (int caller = 0; caller < 3; ++caller) {
    callers.emplace_back([] {
      for (int round = 0; round < 5; ++round) {
        stress();
      }
      endless_items_are_interrupted(1);
      endless_items_are_interrupted(4);
    });
  }
  for (auto& caller : callers) {
    caller.join();
  }
  std::puts("no race");
  return EXIT_SUCCESS;
}
