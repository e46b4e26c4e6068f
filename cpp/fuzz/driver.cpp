// Runs a fuzz target where there is no libFuzzer:  TARGET SECONDS SEED CRASH_FILE CORPUS_FOLDER
// Every file of the corpus once, then, for so many seconds, files of it changed at random. The seed fixes which. An
// input that ends the process, or takes ten seconds, is written to CRASH_FILE; give that file instead of a folder, and
// 0 seconds, to run it again.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// What the sanitizers find ends in abort(), like a broken promise.
extern "C" const char* __asan_default_options() { return "abort_on_error=1"; }
extern "C" const char* __ubsan_default_options() { return "abort_on_error=1:print_stacktrace=1"; }

namespace {

using Input = std::vector<std::uint8_t>;

constexpr std::size_t longest = 4096;
constexpr unsigned slowest_seconds = 10;

const char* crash_file = nullptr;
Input running;

// Called from a signal handler: nothing here allocates.
void keep_input() {
  const int file = open(crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0) {
    [[maybe_unused]] const auto written = write(file, running.data(), running.size());
    close(file);
  }
}

void on_signal(int number) {
  keep_input();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void run(const Input& input) {
  running = input;
  alarm(slowest_seconds);
  LLVMFuzzerTestOneInput(running.data(), running.size());
}

std::vector<Input> read_corpus(const std::filesystem::path& place) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(place)) {
    for (const auto& entry : std::filesystem::directory_iterator(place)) {
      files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());  // folders list in any order, and a seed should mean one thing
  } else {
    files.push_back(place);
  }
  std::vector<Input> corpus;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

class Mutator {
 public:
  Mutator(const std::vector<Input>& corpus, std::uint64_t seed) : corpus_(corpus), random_(seed) {}

  Input next() {
    Input input = any_of_corpus();
    for (std::size_t changes = 1 + below(8); changes != 0; --changes) {
      change(input);
    }
    input.resize(std::min(input.size(), longest));
    return input;
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  const Input& any_of_corpus() { return corpus_[below(corpus_.size())]; }
  auto at(Input& input, std::size_t position) { return input.begin() + static_cast<std::ptrdiff_t>(position); }

  void change(Input& input) {
    const std::size_t kind = input.empty() ? 0 : below(7);
    const std::size_t place = below(input.size() + 1);
    switch (kind) {
      case 0:  // a new byte
        input.insert(at(input, place), static_cast<std::uint8_t>(random_()));
        break;
      case 1:  // another bit
        input[place % input.size()] ^= static_cast<std::uint8_t>(1U << below(8));
        break;
      case 2:  // a number next to it
        input[place % input.size()] += static_cast<std::uint8_t>(below(2) == 0 ? 1 : 255);
        break;
      case 3:  // a byte that is a limit of something
        input[place % input.size()] = limits[below(std::size(limits))];
        break;
      case 4:  // something less
        input.erase(at(input, place), at(input, place + below(input.size() - place + 1)));
        break;
      case 5: {  // something again
        const Input piece(at(input, place),
                          at(input, place + below(std::min<std::size_t>(64, input.size() - place) + 1)));
        input.insert(at(input, below(input.size() + 1)), piece.begin(), piece.end());
        break;
      }
      default: {  // the end of another file
        const Input& other = any_of_corpus();
        const auto from = static_cast<std::ptrdiff_t>(below(other.size() + 1));
        input.resize(place);
        input.insert(input.end(), other.begin() + from, other.end());
      }
    }
  }

  static constexpr std::uint8_t limits[] = {0,    1,    0x1F, 0x20, 0x2F, 0x30, 0x3F,
                                            0x40, 0x5F, 0x6F, 0x70, 0x7F, 0x80, 0xFF};

  const std::vector<Input>& corpus_;
  std::mt19937_64 random_;
};

}  // namespace

int main(int n_arguments, char** arguments) {
  if (n_arguments != 5) {
    std::fprintf(stderr, "usage: %s SECONDS SEED CRASH_FILE CORPUS_FOLDER\n", arguments[0]);
    return 2;
  }
  const std::chrono::seconds duration(std::stol(arguments[1]));
  crash_file = arguments[3];
  std::signal(SIGABRT, on_signal);
  std::signal(SIGALRM, on_signal);
  const std::vector<Input> corpus = read_corpus(arguments[4]);
  for (const Input& input : corpus) {
    run(input);
  }
  Mutator mutator(corpus, std::stoull(arguments[2]));
  const auto end = std::chrono::steady_clock::now() + duration;
  std::size_t executed = corpus.size();
  for (; std::chrono::steady_clock::now() < end; ++executed) {
    run(mutator.next());
  }
  alarm(0);
  std::printf("%zu inputs, of which %zu from the corpus\n", executed, corpus.size());
  return 0;
}
