// What two label maps share: dense confusion matrices, sparse contingency tables, and the runs of a map's labels.
//
// Labels are piecewise constant in real maps, so all three work on runs of equal pairs; where runs are short, the
// confusion matrix counts pixel by pixel into several copies of the histogram in turn, so that an increment does not
// wait for the store of the one before. Counts are integers: the answer does not depend on threads.
// Preconditions: both maps have the same number of labels; labels fit int64.
#pragma once

#include <optional>
#include <vector>

#include "core/labels.hpp"
#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// Adds the pixels of a pair of maps to matrix, n_classes rows of n_classes + 1 columns; the last column counts
// candidates that are `ignore`. Pixels whose gold is `ignore` are left out. Returns the position of the first label
// that counts and is neither a class nor `ignore` (the matrix is then useless), or -1.
std::int64_t confusion_matrix(const Labels& gold, const Labels& candidate, std::size_t n_classes,
                              std::optional<std::int64_t> ignore, Out<std::int64_t> matrix, const Execution& execution);

struct ContingencyTable {
  std::vector<std::int64_t> gold;
  std::vector<std::int64_t> candidate;
  std::vector<std::int64_t> count;
};

// Every pair of labels that occurs, in order of (gold, candidate), and how often. Memory is of the order of the number
// of different pairs, per thread.
ContingencyTable contingency_table(const Labels& gold, const Labels& candidate, const Execution& execution);

// The column-major runs of each wanted label of a row-major map. Preconditions: height * width = labels.size, below
// 2^32; ids are not repeated, fewer than 2^32 - 1.
RunLists label_map_runs(const Labels& labels, std::size_t height, std::size_t width, In<std::int64_t> ids,
                        const Execution& execution);

}  // namespace labelgauge
