// One-to-one assignment over sparse edges: maximum total weight, ties broken by the smallest sorted list of pairs.
//
// Each connected component is solved by successive shortest augmenting paths on the dual of the assignment problem
// (Kuhn 1955; Tomizawa 1971; Edmonds and Karp 1972), in integers, with memory of the order of its edges. Every optimum
// lies in the tight edges of the dual and covers all vertices with a positive dual (complementary slackness), so the
// smallest optimum is found by fixing pairs in order and repairing the rest along alternating paths of tight edges.
// Preconditions: edges are strictly increasing in (gold, candidate), indices in range, 1 <= weight <= 2^40.
#pragma once

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge {

// partner[g] = candidate of gold g, or -1.
void assign_pairs(In<std::int64_t> gold_index, In<std::int64_t> candidate_index, In<std::int64_t> weight,
                  std::size_t n_candidate, Out<std::int64_t> partner, const Execution& execution);

}  // namespace labelgauge
