#include "core/contingency.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <numeric>
#include <utility>

#include "core/label_index.hpp"

namespace labelgauge {

namespace {

using simd::Loops;

const Loops& loops_of(const Execution& execution) { return simd::loops(static_cast<simd::Isa>(execution.isa)); }

// Marks where a label of [begin, begin + n) differs from the one before it; the first is compared only if `joined`.
void mark_runs(const Loops& loops, const Labels& labels, std::size_t begin, std::size_t n, bool joined,
               std::uint8_t* marks) {
  const std::size_t skip = joined ? 0 : 1;
  if (n > skip) {
    loops.mark_differences[labels.kind()](labels.at(begin + skip), labels.at(begin + skip - 1), n - skip, marks + skip);
  }
}

// ---- dense ----------------------------------------------------------------------------------------------------

constexpr std::size_t copies = 4;
constexpr std::size_t most_coded_classes = 254;  // with two more codes, codes fit a byte and cells 16 bits
// A run costs about as much as this many pixels counted one by one.
constexpr std::size_t pixels_per_run = 6;
constexpr std::size_t chunks_until_next_look = 7;  // noise is seldom alone

// How the labels of one side become codes: 0 to n_classes - 1 the classes, then "ignored", then "neither".
class Coding {
 public:
  Coding(const Labels& labels, std::size_t n_classes, std::optional<std::int64_t> ignore)
      : labels_(labels),
        classes_(std::min<std::uint64_t>(n_classes, static_cast<std::uint64_t>(labels.highest()) + 1)),
        ignore_(classes_),
        ignore_code_(static_cast<std::uint8_t>(n_classes + 1)),
        other_code_(static_cast<std::uint8_t>(n_classes + 1)) {
    // A label to ignore that these labels cannot hold is never met. The first label that is no class then stands in
    // for it, with the code it has anyway.
    if (ignore && *ignore >= labels.lowest() && *ignore <= labels.highest()) {
      ignore_ = static_cast<std::uint64_t>(*ignore);
      ignore_code_ = static_cast<std::uint8_t>(n_classes);
    }
    std::iota(code_of_.begin(), code_of_.end(), std::uint8_t{0});
    if (labels.width == 1) {
      const std::array<std::uint8_t, 256> bytes = code_of_;
      simd::loops(simd::Isa::baseline)
          .encode_labels[0](bytes.data(), bytes.size(), classes_, ignore_, ignore_code_, other_code_, code_of_.data());
    }
  }

  [[nodiscard]] const Labels& labels() const { return labels_; }

  // Codes of n labels in a row.
  void encode(const Loops& loops, std::size_t begin, std::size_t n, std::uint8_t* codes) const {
    loops.encode_labels[labels_.kind()](labels_.at(begin), n, classes_, ignore_, ignore_code_, other_code_, codes);
  }

  // What gives the codes of few of these labels at least cost: labels that are bytes as they lie, or else all of them
  // encoded into `buffer`. Either way `code_of` makes codes of them.
  const std::uint8_t* bytes(const Loops& loops, std::size_t begin, std::size_t n, std::uint8_t* buffer) const {
    if (labels_.width == 1) {
      return static_cast<const std::uint8_t*>(labels_.at(begin));
    }
    encode(loops, begin, n, buffer);
    return buffer;
  }
  [[nodiscard]] std::size_t code_of(std::uint8_t byte) const { return code_of_[byte]; }

 private:
  const Labels& labels_;
  std::array<std::uint8_t, 256> code_of_;
  std::uint64_t classes_;  // as unsigned numbers of the labels' width, labels below it are classes
  std::uint64_t ignore_;
  std::uint8_t ignore_code_;
  std::uint8_t other_code_;
};

class Histogram {
 public:
  void prepare(std::size_t n_codes) {
    if (n_codes_ != n_codes) {
      n_codes_ = n_codes;
      stride_ = n_codes * n_codes + 16;  // copies do not begin at the same cache set
      cells_.assign(copies * stride_, 0);
    }
  }

  void count(const Loops& loops, const Coding& gold, const Coding& candidate, std::size_t begin, std::size_t n) {
    if (noisy_chunks_ != 0) {
      --noisy_chunks_;
      count_pixels(loops, gold, candidate, begin, n);
      return;
    }
    marks_.clear(n);
    mark_runs(loops, gold.labels(), begin, n, false, marks_.data());
    mark_runs(loops, candidate.labels(), begin, n, false, marks_.data());
    if (marks_.count(loops, n) * pixels_per_run > n) {
      noisy_chunks_ = chunks_until_next_look;
      count_pixels(loops, gold, candidate, begin, n);
      return;
    }
    const std::uint8_t* const g = gold.bytes(loops, begin, n, gold_codes_.data());
    const std::uint8_t* const c = candidate.bytes(loops, begin, n, candidate_codes_.data());
    std::uint32_t* const cells = cells_.data();
    marks_.for_each_run(loops, n, [&, columns = n_codes_](std::size_t first, std::size_t last) {
      const std::size_t cell = gold.code_of(g[first]) * columns + candidate.code_of(c[first]);
      cells[cell] += static_cast<std::uint32_t>(last - first);
    });
  }

  // Adds the counts to the matrix and starts again from zero; says whether a label that counts was no class.
  bool flush(Out<std::int64_t> matrix) {
    const std::size_t n_classes = n_codes_ - 2;
    bool outside = false;
    for (std::size_t row = 0; row < n_codes_; ++row) {
      for (std::size_t column = 0; column < n_codes_; ++column) {
        std::int64_t total = 0;
        for (std::size_t copy = 0; copy < copies; ++copy) {
          total += std::exchange(cells_[copy * stride_ + row * n_codes_ + column], 0);
        }
        if (row == n_classes || total == 0) {
          continue;
        }
        if (row > n_classes || column > n_classes) {
          outside = true;
        } else {
          matrix[row * (n_classes + 1) + column] += total;
        }
      }
    }
    return outside;
  }

 private:
  void count_pixels(const Loops& loops, const Coding& gold, const Coding& candidate, std::size_t begin, std::size_t n) {
    gold.encode(loops, begin, n, gold_codes_.data());
    candidate.encode(loops, begin, n, candidate_codes_.data());
    loops.pair_cells(gold_codes_.data(), candidate_codes_.data(), n, static_cast<std::uint16_t>(n_codes_),
                     pairs_.data());
    std::uint32_t* const first = cells_.data();
    std::uint32_t* const second = first + stride_;
    std::uint32_t* const third = second + stride_;
    std::uint32_t* const fourth = third + stride_;
    std::size_t i = 0;
    for (; i + copies <= n; i += copies) {
      ++first[pairs_[i]];
      ++second[pairs_[i + 1]];
      ++third[pairs_[i + 2]];
      ++fourth[pairs_[i + 3]];
    }
    for (; i < n; ++i) {
      ++first[pairs_[i]];
    }
  }

  std::size_t n_codes_ = 0;
  std::size_t stride_ = 0;
  std::size_t noisy_chunks_ = 0;  // chunks still to be counted without a look at their runs
  std::vector<std::uint32_t> cells_;
  std::array<std::uint8_t, label_chunk> gold_codes_{};
  std::array<std::uint8_t, label_chunk> candidate_codes_{};
  std::array<std::uint16_t, label_chunk> pairs_{};
  RunMarks marks_;
};

std::int64_t first_outside(const Labels& gold, const Labels& candidate, std::size_t n_classes,
                           std::optional<std::int64_t> ignore) {
  const auto is_class = [&](std::int64_t label) { return label >= 0 && static_cast<std::uint64_t>(label) < n_classes; };
  for (std::size_t i = 0; i < gold.size; ++i) {
    const bool counts = !(ignore && gold[i] == *ignore);
    if (counts && !(is_class(gold[i]) && (is_class(candidate[i]) || (ignore && candidate[i] == *ignore)))) {
      return static_cast<std::int64_t>(i);
    }
  }
  return -1;
}

bool count_codes(const Labels& gold, const Labels& candidate, std::size_t n_classes, std::optional<std::int64_t> ignore,
                 Out<std::int64_t> matrix, const Execution& execution) {
  const Loops& loops = loops_of(execution);
  const Coding gold_coding(gold, n_classes, ignore);
  const Coding candidate_coding(candidate, n_classes, ignore);
  const std::size_t n_codes = n_classes + 2;
  // Many pixels per histogram, so that adding it up costs little; few enough that its 32-bit counts cannot overflow.
  const std::size_t chunks_per_job = std::max<std::size_t>(256, n_codes * n_codes / 16);
  const std::size_t job_size = chunks_per_job * label_chunk;
  std::mutex mutex;
  bool outside = false;
  parallel_for<Histogram>((gold.size + job_size - 1) / job_size, 1, execution, [&](Histogram& counts, std::size_t job) {
    counts.prepare(n_codes);
    const std::size_t end = std::min((job + 1) * job_size, gold.size);
    for (std::size_t begin = job * job_size; begin < end; begin += label_chunk) {
      counts.count(loops, gold_coding, candidate_coding, begin, std::min(label_chunk, end - begin));
    }
    const std::scoped_lock lock(mutex);
    outside |= counts.flush(matrix);
  });
  return outside;
}

// More classes than a byte can code: through the sparse table, whose size follows what occurs.
bool count_sparsely(const Labels& gold, const Labels& candidate, std::size_t n_classes,
                    std::optional<std::int64_t> ignore, Out<std::int64_t> matrix, const Execution& execution) {
  const ContingencyTable table = contingency_table(gold, candidate, execution);
  const auto limit = static_cast<std::int64_t>(n_classes);
  for (std::size_t i = 0; i < table.count.size(); ++i) {
    const std::int64_t row = table.gold[i];
    if (ignore && row == *ignore) {
      continue;
    }
    const bool ignored = ignore && table.candidate[i] == *ignore;
    const std::int64_t column = ignored ? limit : table.candidate[i];
    if (row < 0 || row >= limit || column < 0 || (column >= limit && !ignored)) {
      return true;
    }
    matrix[static_cast<std::size_t>(row * (limit + 1) + column)] += table.count[i];
  }
  return false;
}

// ---- sparse ---------------------------------------------------------------------------------------------------

struct PairCount {
  std::int64_t gold;
  std::int64_t candidate;
  std::int64_t count;  // 0 marks a free place
};

// Open addressing with linear probing, at most half full.
class PairCounter {
 public:
  PairCounter() : places_(1U << first_bits) {}

  void add(std::int64_t gold, std::int64_t candidate, std::int64_t count) {
    PairCount& place = find(gold, candidate);
    if (place.count == 0) {
      place.gold = gold;
      place.candidate = candidate;
      ++used_;
    }
    place.count += count;
    if (2 * used_ > places_.size()) {
      grow();
    }
  }

  // Moves every pair into another counter, the fewer to the more. That one has room for all beforehand: pairs come in
  // the order of their hashes, and would pile up at the front of a table that grows as it fills.
  void drain(PairCounter& into) {
    if (into.used_ < used_) {
      std::swap(*this, into);
    }
    while (2 * (used_ + into.used_) > into.places_.size()) {
      into.grow();
    }
    for (const PairCount& place : places_) {
      if (place.count != 0) {
        into.add(place.gold, place.candidate, place.count);
      }
    }
    *this = PairCounter();
  }

  [[nodiscard]] std::vector<PairCount> sorted() && {
    std::erase_if(places_, [](const PairCount& place) { return place.count == 0; });
    std::sort(places_.begin(), places_.end(), [](const PairCount& a, const PairCount& b) {
      return std::pair(a.gold, a.candidate) < std::pair(b.gold, b.candidate);
    });
    return std::move(places_);
  }

 private:
  static constexpr int first_bits = 8;

  PairCount& find(std::int64_t gold, std::int64_t candidate) {
    // Fibonacci hashing: odd constants near 2^64 / golden ratio; the top bits are the well-mixed ones.
    const std::uint64_t mixed =
        (static_cast<std::uint64_t>(gold) * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(candidate)) *
        0xD1B54A32D192ED03ULL;
    std::size_t i = mixed >> (64 - bits_);
    while (places_[i].count != 0 && !(places_[i].gold == gold && places_[i].candidate == candidate)) {
      i = (i + 1) & (places_.size() - 1);
    }
    return places_[i];
  }

  void grow() {
    std::vector<PairCount> old(places_.size() * 2);
    old.swap(places_);
    ++bits_;
    for (const PairCount& place : old) {
      if (place.count != 0) {
        find(place.gold, place.candidate) = place;
      }
    }
  }

  std::vector<PairCount> places_;
  int bits_ = first_bits;
  std::size_t used_ = 0;
};

struct PairScratch {
  PairCounter pairs;
  RunMarks marks;
};

void count_pairs(const Loops& loops, const Labels& gold, const Labels& candidate, std::size_t begin, std::size_t end,
                 PairScratch& scratch) {
  std::size_t run = begin;  // where the run that is still open began; runs go on from chunk to chunk
  for (std::size_t chunk = begin; chunk < end; chunk += label_chunk) {
    const std::size_t n = std::min(label_chunk, end - chunk);
    scratch.marks.clear(n);
    mark_runs(loops, gold, chunk, n, chunk > begin, scratch.marks.data());
    mark_runs(loops, candidate, chunk, n, chunk > begin, scratch.marks.data());
    if (scratch.marks.data()[0] != 0) {
      scratch.pairs.add(gold[run], candidate[run], static_cast<std::int64_t>(chunk - run));
      run = chunk;
    }
    scratch.marks.for_each_run(loops, n, [&](std::size_t, std::size_t last) {
      if (last < n) {
        scratch.pairs.add(gold[run], candidate[run], static_cast<std::int64_t>(chunk + last - run));
        run = chunk + last;
      }
    });
  }
  scratch.pairs.add(gold[run], candidate[run], static_cast<std::int64_t>(end - run));
}

// ---- runs of a map --------------------------------------------------------------------------------------------

// Where a label begins in column-major order; it lasts until the next segment.
struct Segment {
  std::uint32_t begin;
  std::uint32_t slot;
};

constexpr std::size_t strip_width = 64;

struct StripScratch {
  std::array<std::vector<Segment>, strip_width> columns;
  RunMarks marks;
};

// Segments of a strip of columns: rows are compared with the row above, so that memory is read in its own order.
std::vector<Segment> strip_segments(const Loops& loops, const Labels& labels, std::size_t height, std::size_t width,
                                    std::size_t left, const LabelIndex& index, StripScratch& scratch) {
  const std::size_t n = std::min(strip_width, width - left);
  for (std::size_t row = 0; row < height; ++row) {
    const std::size_t first = row * width + left;
    const auto add = [&](std::size_t column) {
      const auto begin = static_cast<std::uint32_t>((left + column) * height + row);
      scratch.columns[column].push_back({begin, index(labels[first + column])});
    };
    if (row == 0) {
      for (std::size_t column = 0; column < n; ++column) {
        scratch.columns[column].clear();
        add(column);
      }
      continue;
    }
    scratch.marks.clear(n);
    loops.mark_differences[labels.kind()](labels.at(first), labels.at(first - width), n, scratch.marks.data());
    if (scratch.marks.data()[0] != 0) {
      add(0);
    }
    scratch.marks.for_each_run(loops, n, [&](std::size_t, std::size_t next) {
      if (next < n) {
        add(next);
      }
    });
  }
  std::vector<Segment> segments;
  for (std::size_t column = 0; column < n; ++column) {
    for (const Segment& segment : scratch.columns[column]) {
      if (segments.empty() || segments.back().slot != segment.slot) {
        segments.push_back(segment);
      }
    }
  }
  return segments;
}

using Strips = std::vector<std::vector<Segment>>;

// Calls body(slot, begin, end) for the segments of wanted labels, in column-major order.
template <class Body>
void for_each_segment(const Strips& strips, std::uint32_t total, Body&& body) {
  Segment open{0, unwanted};
  const auto close = [&](std::uint32_t end) {
    if (open.slot != unwanted && end > open.begin) {
      body(open.slot, open.begin, end);
    }
  };
  for (const auto& strip : strips) {
    for (const Segment& segment : strip) {
      if (segment.slot != open.slot) {
        close(segment.begin);
        open = segment;
      }
    }
  }
  close(total);
}

}  // namespace

std::int64_t confusion_matrix(const Labels& gold, const Labels& candidate, std::size_t n_classes,
                              std::optional<std::int64_t> ignore, Out<std::int64_t> matrix,
                              const Execution& execution) {
  const auto count = n_classes <= most_coded_classes ? count_codes : count_sparsely;
  const bool outside = count(gold, candidate, n_classes, ignore, matrix, execution);
  return outside ? first_outside(gold, candidate, n_classes, ignore) : -1;
}

ContingencyTable contingency_table(const Labels& gold, const Labels& candidate, const Execution& execution) {
  constexpr std::size_t job_size = label_chunk * 1024;
  const Loops& loops = loops_of(execution);
  std::mutex mutex;
  PairCounter all;
  parallel_for<PairScratch>((gold.size + job_size - 1) / job_size, 1, execution,
                            [&](PairScratch& scratch, std::size_t job) {
                              const std::size_t end = std::min((job + 1) * job_size, gold.size);
                              count_pairs(loops, gold, candidate, job * job_size, end, scratch);
                              const std::scoped_lock lock(mutex);
                              scratch.pairs.drain(all);
                            });
  ContingencyTable table;
  const std::vector<PairCount> pairs = std::move(all).sorted();
  table.gold.reserve(pairs.size());
  table.candidate.reserve(pairs.size());
  table.count.reserve(pairs.size());
  for (const PairCount& pair : pairs) {
    table.gold.push_back(pair.gold);
    table.candidate.push_back(pair.candidate);
    table.count.push_back(pair.count);
  }
  return table;
}

RunLists label_map_runs(const Labels& labels, std::size_t height, std::size_t width, In<std::int64_t> ids,
                        const Execution& execution) {
  const Loops& loops = loops_of(execution);
  const LabelIndex index(ids);
  Strips strips(height == 0 ? 0 : (width + strip_width - 1) / strip_width);
  parallel_for<StripScratch>(strips.size(), 1, execution, [&](StripScratch& scratch, std::size_t strip) {
    strips[strip] = strip_segments(loops, labels, height, width, strip * strip_width, index, scratch);
  });

  // Two passes over the segments: how many runs each mask has, then the runs. A mask with k segments has k background
  // and k foreground runs (the first background may be empty) and one more background run unless it fills the end.
  const auto total = static_cast<std::uint32_t>(labels.size);
  std::vector<std::uint32_t> reached(ids.size(), 0);
  RunLists runs;
  runs.offsets.assign(ids.size() + 1, 0);
  for_each_segment(strips, total, [&](std::uint32_t slot, std::uint32_t, std::uint32_t end) {
    runs.offsets[slot + 1] += 2;
    reached[slot] = end;
  });
  for (std::size_t slot = 0; slot < ids.size(); ++slot) {
    const bool ends_in_background = reached[slot] < total || runs.offsets[slot + 1] == 0;
    runs.offsets[slot + 1] += runs.offsets[slot] + (ends_in_background ? 1 : 0);
  }
  runs.values.resize(static_cast<std::size_t>(runs.offsets.back()));
  std::vector<std::int64_t> next(runs.offsets.begin(), runs.offsets.end() - 1);
  std::fill(reached.begin(), reached.end(), 0);
  for_each_segment(strips, total, [&](std::uint32_t slot, std::uint32_t begin, std::uint32_t end) {
    auto* const out = runs.values.data() + next[slot];
    out[0] = begin - reached[slot];
    out[1] = end - begin;
    next[slot] += 2;
    reached[slot] = end;
  });
  for (std::size_t slot = 0; slot < ids.size(); ++slot) {
    if (next[slot] < runs.offsets[slot + 1]) {
      runs.values[static_cast<std::size_t>(next[slot])] = total - reached[slot];
    }
  }
  return runs;
}

}  // namespace labelgauge
