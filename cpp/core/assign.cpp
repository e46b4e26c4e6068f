#include "core/assign.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <thread>
#include <utility>

namespace labelgauge {

namespace {

constexpr std::int32_t none = -1;

// Lets a long component end on Ctrl-C: only the calling thread may ask, the others hear of it.
class Interruption {
 public:
  explicit Interruption(const Execution& execution) : poll_(execution), caller_(std::this_thread::get_id()) {}

  void check() {
    if (std::this_thread::get_id() == caller_ && poll_()) {
      stopped_.store(true, std::memory_order_relaxed);
    }
    if (stopped_.load(std::memory_order_relaxed)) {
      throw Interrupted();
    }
  }

 private:
  detail::InterruptPoll poll_;
  std::thread::id caller_;
  std::atomic<bool> stopped_{false};
};

// Golds 0 .. n-1, candidates n .. n+m-1.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }

  std::size_t find(std::size_t x) {
    while (parent_[x] != x) {
      parent_[x] = parent_[parent_[x]];
      x = parent_[x];
    }
    return x;
  }

  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

// The golds that have edges, grouped by connected component; ascending within a component.
struct Components {
  std::vector<std::size_t> golds;
  std::vector<std::size_t> offsets;

  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
};

struct Edges {
  In<std::int64_t> candidate;
  In<std::int64_t> weight;
  std::vector<std::size_t> offsets;  // edges of gold g: offsets[g] .. offsets[g + 1]
};

Edges edges_by_gold(In<std::int64_t> gold_index, In<std::int64_t> candidate_index, In<std::int64_t> weight,
                    std::size_t n_gold) {
  Edges edges{candidate_index, weight, std::vector<std::size_t>(n_gold + 1)};
  for (const std::int64_t g : gold_index) {
    ++edges.offsets[static_cast<std::size_t>(g) + 1];
  }
  std::partial_sum(edges.offsets.begin(), edges.offsets.end(), edges.offsets.begin());
  return edges;
}

Components connected_components(In<std::int64_t> gold_index, const Edges& edges, std::size_t n_gold,
                                std::size_t n_candidate) {
  DisjointSets sets(n_gold + n_candidate);
  for (std::size_t k = 0; k < gold_index.size(); ++k) {
    sets.join(static_cast<std::size_t>(gold_index[k]), n_gold + static_cast<std::size_t>(edges.candidate[k]));
  }
  // A component's root is its smallest gold, so counting by root keeps components and golds in ascending order.
  std::vector<std::size_t> ends(n_gold + 1);
  for (std::size_t g = 0; g < n_gold; ++g) {
    if (edges.offsets[g] != edges.offsets[g + 1]) {
      ++ends[sets.find(g) + 1];
    }
  }
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  Components components{std::vector<std::size_t>(ends.back()), {0}};
  std::vector<std::size_t> next(ends.begin(), ends.end() - 1);
  for (std::size_t g = 0; g < n_gold; ++g) {
    if (edges.offsets[g] != edges.offsets[g + 1]) {
      components.golds[next[sets.find(g)]++] = g;
    }
  }
  for (std::size_t g = 0; g < n_gold; ++g) {
    if (ends[g + 1] != ends[g]) {
      components.offsets.push_back(ends[g + 1]);
    }
  }
  return components;
}

// One component in local numbers: rows are golds, columns candidates, both ascending.
class Component {
 public:
  void load(In<std::size_t> golds, const Edges& edges, std::vector<std::int32_t>& local) {
    golds_ = golds;
    number_columns(edges, local);
    column_.clear();
    weight_.clear();
    row_offsets_.assign(1, 0);
    for (const std::size_t g : golds) {
      for (std::size_t k = edges.offsets[g]; k < edges.offsets[g + 1]; ++k) {
        column_.push_back(static_cast<std::size_t>(local[static_cast<std::size_t>(edges.candidate[k])]));
        weight_.push_back(edges.weight[k]);
      }
      row_offsets_.push_back(column_.size());
    }
    list_edges_by_column();
  }

  void solve(Interruption& interruption, Out<std::int64_t> partner) {
    of_row_.assign(rows(), none);
    of_column_.assign(columns(), none);
    if (rows() == 1 || columns() == 1) {
      take_heaviest();
    } else {
      maximise(interruption);
      choose_smallest(interruption);
    }
    for (std::size_t r = 0; r < rows(); ++r) {
      if (of_row_[r] != none) {
        partner[golds_[r]] = columns_[static_cast<std::size_t>(of_row_[r])];
      }
    }
  }

 private:
  using Entry = std::pair<std::int64_t, std::size_t>;  // distance, column
  static constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] std::size_t rows() const { return golds_.size(); }
  [[nodiscard]] std::size_t columns() const { return columns_.size(); }

  // Gives the candidates local numbers in ascending order. Only they are sorted, not the edges, which may be millions.
  void number_columns(const Edges& edges, std::vector<std::int32_t>& local) {
    columns_.clear();
    for (const std::size_t g : golds_) {
      for (std::size_t k = edges.offsets[g]; k < edges.offsets[g + 1]; ++k) {
        std::int32_t& number = local[static_cast<std::size_t>(edges.candidate[k])];
        if (number == none) {
          number = 0;
          columns_.push_back(edges.candidate[k]);
        }
      }
    }
    std::sort(columns_.begin(), columns_.end());
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      local[static_cast<std::size_t>(columns_[c])] = static_cast<std::int32_t>(c);
    }
  }

  void list_edges_by_column() {
    column_offsets_.assign(columns() + 1, 0);
    for (const std::size_t c : column_) {
      ++column_offsets_[c + 1];
    }
    std::partial_sum(column_offsets_.begin(), column_offsets_.end(), column_offsets_.begin());
    std::vector<std::size_t> next(column_offsets_.begin(), column_offsets_.end() - 1);
    column_edges_.resize(column_.size());
    edge_row_.resize(column_.size());
    for (std::size_t r = 0; r < rows(); ++r) {
      for (std::size_t k = row_offsets_[r]; k < row_offsets_[r + 1]; ++k) {
        edge_row_[k] = r;
        column_edges_[next[column_[k]]++] = k;
      }
    }
  }

  // All edges share one vertex: the heaviest wins, the first of equals because edges are in order.
  void take_heaviest() {
    const auto k = static_cast<std::size_t>(std::max_element(weight_.begin(), weight_.end()) - weight_.begin());
    pair(edge_row_[k], column_[k]);
  }

  void pair(std::size_t r, std::size_t c) {
    of_row_[r] = static_cast<std::int32_t>(c);
    of_column_[c] = static_cast<std::int32_t>(r);
  }

  [[nodiscard]] std::int64_t slack(std::size_t k) const {
    return row_dual_[edge_row_[k]] + column_dual_[column_[k]] - weight_[k];
  }

  // Kuhn's method, one row at a time: duals keep row + column >= weight, with equality on pairs, and 0 on free
  // vertices.
  void maximise(Interruption& interruption) {
    row_dual_.assign(rows(), 0);
    column_dual_.assign(columns(), 0);
    for (std::size_t k = 0; k < weight_.size(); ++k) {
      row_dual_[edge_row_[k]] = std::max(row_dual_[edge_row_[k]], weight_[k]);
    }
    distance_.assign(columns(), far);
    via_.assign(columns(), 0);
    settled_.assign(columns(), 0);
    for (std::size_t r = 0; r < rows(); ++r) {
      interruption.check();
      augment(r);
    }
  }

  // Shortest alternating path by slack from `start` to a free column, or to a row that is best left without a partner.
  void augment(std::size_t start) {
    tree_.assign(1, {0, start});
    touched_.clear();
    std::int64_t best = row_dual_[start];
    std::size_t last_row = start;
    std::int32_t last_column = none;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    scan(start, 0, queue);
    while (!queue.empty() && queue.top().first < best) {
      const auto [reached, c] = queue.top();
      queue.pop();
      if (settled_[c] != 0) {
        continue;
      }
      settled_[c] = 1;
      if (of_column_[c] == none) {
        best = reached;
        last_column = static_cast<std::int32_t>(c);
        break;
      }
      const auto r = static_cast<std::size_t>(of_column_[c]);
      tree_.emplace_back(reached, r);
      if (reached + row_dual_[r] < best) {
        best = reached + row_dual_[r];
        last_row = r;
      }
      scan(r, reached, queue);
    }
    move_duals(best);
    flip(start, last_row, last_column);
  }

  void scan(std::size_t r, std::int64_t reached,
            std::priority_queue<Entry, std::vector<Entry>, std::greater<>>& queue) {
    for (std::size_t k = row_offsets_[r]; k < row_offsets_[r + 1]; ++k) {
      const std::size_t c = column_[k];
      const std::int64_t through = reached + slack(k);
      if (through < distance_[c]) {
        if (distance_[c] == far) {
          touched_.push_back(c);
        }
        distance_[c] = through;
        via_[c] = r;
        queue.emplace(through, c);
      }
    }
  }

  void move_duals(std::int64_t best) {
    for (const auto& [reached, r] : tree_) {
      row_dual_[r] -= best - reached;
    }
    for (const std::size_t c : touched_) {
      if (settled_[c] != 0) {
        column_dual_[c] += best - distance_[c];
      }
      distance_[c] = far;
      settled_[c] = 0;
    }
  }

  // Takes the path back to `start`, giving every row on it the column it was entered for.
  void flip(std::size_t start, std::size_t last_row, std::int32_t c) {
    if (c == none) {
      c = of_row_[last_row];
      of_row_[last_row] = none;
      if (last_row == start) {
        return;
      }
    }
    while (true) {
      const std::size_t r = via_[static_cast<std::size_t>(c)];
      const std::int32_t left = of_row_[r];
      pair(r, static_cast<std::size_t>(c));
      if (r == start) {
        return;
      }
      c = left;
    }
  }

  // Rows in order take the smallest column that some optimum still allows.
  void choose_smallest(Interruption& interruption) {
    fixed_row_.assign(rows(), 0);
    fixed_column_.assign(columns(), 0);
    seen_row_.assign(rows(), 0);
    seen_column_.assign(columns(), 0);
    stamp_ = 0;
    for (std::size_t r = 0; r < rows(); ++r) {
      interruption.check();
      for (std::size_t k = row_offsets_[r]; k < row_offsets_[r + 1]; ++k) {
        if (slack(k) == 0 && fixed_column_[column_[k]] == 0 && fix(r, column_[k])) {
          fixed_column_[column_[k]] = 1;
          break;
        }
      }
      fixed_row_[r] = 1;
    }
  }

  // Makes r and c a pair if an optimum that keeps all fixed pairs has it; otherwise changes nothing.
  bool fix(std::size_t r, std::size_t c) {
    if (of_row_[r] == static_cast<std::int32_t>(c)) {
      return true;
    }
    undo_.clear();
    const std::int32_t left_column = of_row_[r];
    const std::int32_t left_row = of_column_[c];
    remember(r, left_column);
    if (left_column != none) {
      of_column_[static_cast<std::size_t>(left_column)] = none;
    }
    if (left_row != none) {
      remember(static_cast<std::size_t>(left_row), of_row_[static_cast<std::size_t>(left_row)]);
      of_row_[static_cast<std::size_t>(left_row)] = none;
    }
    pair(r, c);
    fixed_row_[r] = 1;
    fixed_column_[c] = 1;
    const bool possible = cover_row(left_row) && cover_column(left_column);
    fixed_row_[r] = 0;
    fixed_column_[c] = 0;
    if (!possible) {
      restore();
    }
    return possible;
  }

  void remember(std::size_t r, std::int32_t c) { undo_.emplace_back(r, c); }

  void restore() {
    for (const auto& [r, c] : undo_) {
      if (of_row_[r] != none) {
        of_column_[static_cast<std::size_t>(of_row_[r])] = none;
      }
    }
    for (std::size_t i = undo_.size(); i-- > 0;) {
      of_row_[undo_[i].first] = undo_[i].second;
    }
    for (const auto& [r, c] : undo_) {
      if (of_row_[r] != none) {
        of_column_[static_cast<std::size_t>(of_row_[r])] = static_cast<std::int32_t>(r);
      }
    }
  }

  // A row with a positive dual that lost its column needs another: along tight edges to a free column, or to a row
  // with dual 0, which may lose its column.
  bool cover_row(std::int32_t exposed) {
    if (exposed == none || row_dual_[static_cast<std::size_t>(exposed)] == 0) {
      return true;
    }
    ++stamp_;
    stack_.assign(1, static_cast<std::size_t>(exposed));
    seen_row_[stack_.back()] = stamp_;
    while (!stack_.empty()) {
      const std::size_t r = stack_.back();
      stack_.pop_back();
      for (std::size_t k = row_offsets_[r]; k < row_offsets_[r + 1]; ++k) {
        const std::size_t c = column_[k];
        if (slack(k) != 0 || fixed_column_[c] != 0 || seen_column_[c] == stamp_) {
          continue;
        }
        seen_column_[c] = stamp_;
        via_[c] = r;
        const std::int32_t holder = of_column_[c];
        if (holder == none || row_dual_[static_cast<std::size_t>(holder)] == 0) {
          shift_rows(static_cast<std::size_t>(exposed), c, holder);
          return true;
        }
        seen_row_[static_cast<std::size_t>(holder)] = stamp_;
        stack_.push_back(static_cast<std::size_t>(holder));
      }
    }
    return false;
  }

  void shift_rows(std::size_t start, std::size_t c, std::int32_t loser) {
    if (loser != none) {
      remember(static_cast<std::size_t>(loser), static_cast<std::int32_t>(c));
      of_row_[static_cast<std::size_t>(loser)] = none;
    }
    while (true) {
      const std::size_t r = via_[c];
      const std::int32_t left = of_row_[r];
      remember(r, left);
      pair(r, c);
      if (r == start) {
        return;
      }
      c = static_cast<std::size_t>(left);
    }
  }

  // The same for a column.
  bool cover_column(std::int32_t exposed) {
    if (exposed == none) {
      return true;
    }
    const auto start = static_cast<std::size_t>(exposed);
    if (of_column_[start] != none || column_dual_[start] == 0) {
      return true;
    }
    ++stamp_;
    via_row_.resize(rows());
    stack_.assign(1, start);
    seen_column_[start] = stamp_;
    while (!stack_.empty()) {
      const std::size_t c = stack_.back();
      stack_.pop_back();
      for (std::size_t i = column_offsets_[c]; i < column_offsets_[c + 1]; ++i) {
        const std::size_t k = column_edges_[i];
        const std::size_t r = edge_row_[k];
        if (slack(k) != 0 || fixed_row_[r] != 0 || seen_row_[r] == stamp_) {
          continue;
        }
        seen_row_[r] = stamp_;
        via_row_[r] = c;
        const std::int32_t held = of_row_[r];
        if (held == none || column_dual_[static_cast<std::size_t>(held)] == 0) {
          shift_columns(start, r, held);
          return true;
        }
        seen_column_[static_cast<std::size_t>(held)] = stamp_;
        stack_.push_back(static_cast<std::size_t>(held));
      }
    }
    return false;
  }

  void shift_columns(std::size_t start, std::size_t r, std::int32_t loser) {
    if (loser != none) {
      of_column_[static_cast<std::size_t>(loser)] = none;
    }
    while (true) {
      const std::size_t c = via_row_[r];
      const std::int32_t left = of_column_[c];
      remember(r, of_row_[r]);
      pair(r, c);
      if (c == start) {
        return;
      }
      r = static_cast<std::size_t>(left);
    }
  }

  In<std::size_t> golds_;
  std::vector<std::int64_t> columns_;
  std::vector<std::size_t> row_offsets_;     // edges of a row, in order of column
  std::vector<std::size_t> column_;          // of each edge
  std::vector<std::size_t> edge_row_;        // of each edge
  std::vector<std::int64_t> weight_;         // of each edge
  std::vector<std::size_t> column_offsets_;  // column_edges_ of a column, in order of row
  std::vector<std::size_t> column_edges_;
  std::vector<std::int32_t> of_row_;  // the column of a row, or none
  std::vector<std::int32_t> of_column_;
  std::vector<std::int64_t> row_dual_;
  std::vector<std::int64_t> column_dual_;
  std::vector<std::int64_t> distance_;
  std::vector<std::size_t> via_;      // the row a column was reached from
  std::vector<std::size_t> via_row_;  // the column a row was reached from
  std::vector<char> settled_;
  std::vector<std::size_t> touched_;
  std::vector<Entry> tree_;  // distance, row
  std::vector<char> fixed_row_;
  std::vector<char> fixed_column_;
  std::vector<std::uint64_t> seen_row_;
  std::vector<std::uint64_t> seen_column_;
  std::uint64_t stamp_ = 0;
  std::vector<std::size_t> stack_;
  std::vector<std::pair<std::size_t, std::int32_t>> undo_;  // row and the column it had
};

}  // namespace

void assign_pairs(In<std::int64_t> gold_index, In<std::int64_t> candidate_index, In<std::int64_t> weight,
                  std::size_t n_candidate, Out<std::int64_t> partner, const Execution& execution) {
  std::fill(partner.begin(), partner.end(), std::int64_t{-1});
  const Edges edges = edges_by_gold(gold_index, candidate_index, weight, partner.size());
  const Components components = connected_components(gold_index, edges, partner.size(), n_candidate);
  // Components share no candidates, so threads never write the same entry.
  std::vector<std::int32_t> local(n_candidate, none);
  Interruption interruption(execution);
  parallel_for<Component>(components.size(), 16, execution, [&](Component& component, std::size_t i) {
    const std::size_t begin = components.offsets[i];
    component.load(In<std::size_t>(components.golds).subspan(begin, components.offsets[i + 1] - begin), edges, local);
    component.solve(interruption, partner);
  });
}

}  // namespace labelgauge
