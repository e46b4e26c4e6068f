// Whether rings cross or touch themselves: a sweep along the longer side of the ring's box compares each edge with
// those that it overlaps there.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/points.hpp"
#include "core/raster.hpp"

namespace labelgauge {

namespace {

class RingSweep {
 public:
  [[nodiscard]] bool crosses_itself(In<double> ring, Checkpoint& checkpoint) {
    take_vertices(ring);
    if (vertices_.size() < 3) {
      return false;
    }
    return folds_back() || edges_meet(checkpoint);
  }

 private:
  struct Edge {
    double left, right, top, bottom;
    std::size_t number;
  };

  // Vertices without repetitions; x and y change places if that makes the sweep longer, which changes no answer.
  void take_vertices(In<double> ring) {
    vertices_.clear();
    for (std::size_t k = 0; k < ring.size() / 2; ++k) {
      if (const Point vertex = vertex_of(ring, k); vertices_.empty() || vertices_.back() != vertex) {
        vertices_.push_back(vertex);
      }
    }
    while (vertices_.size() > 1 && vertices_.back() == vertices_.front()) {
      vertices_.pop_back();
    }
    const auto extent = [this](double Point::* axis) {
      const auto [low, high] = std::minmax_element(vertices_.begin(), vertices_.end(),
                                                   [axis](Point a, Point b) { return a.*axis < b.*axis; });
      return *high.*axis - *low.*axis;
    };
    if (!vertices_.empty() && extent(&Point::y) > extent(&Point::x)) {
      for (Point& vertex : vertices_) {
        std::swap(vertex.x, vertex.y);
      }
    }
  }

  [[nodiscard]] std::size_t after(std::size_t k) const { return k + 1 == vertices_.size() ? 0 : k + 1; }

  // Whether an edge runs back over the one before it.
  [[nodiscard]] bool folds_back() const {
    for (std::size_t k = 0; k < vertices_.size(); ++k) {
      const Point a = vertices_[k];
      const Point b = vertices_[after(k)];
      const Point c = vertices_[after(after(k))];
      const bool same_side = a.x == b.x ? (a.y < b.y) == (c.y < b.y) : (a.x < b.x) == (c.x < b.x);
      if (same_side && orientation(a, b, c) == 0) {
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool edges_meet(Checkpoint& checkpoint) {
    edges_.clear();
    for (std::size_t k = 0; k < vertices_.size(); ++k) {
      const auto [left, right] = std::minmax(vertices_[k].x, vertices_[after(k)].x);
      const auto [top, bottom] = std::minmax(vertices_[k].y, vertices_[after(k)].y);
      edges_.push_back({left, right, top, bottom, k});
    }
    std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.left < b.left; });
    swept_.clear();
    std::size_t compared = 0;
    for (const Edge& edge : edges_) {
      for (std::size_t k = 0; k < swept_.size();) {
        if (swept_[k].right < edge.left) {
          swept_[k] = swept_.back();
          swept_.pop_back();
          continue;
        }
        if (meet(swept_[k], edge)) {
          return true;
        }
        if (++compared % 1024 == 0) {
          checkpoint();
        }
        ++k;
      }
      swept_.push_back(edge);
    }
    return false;
  }

  // Whether two edges that are not neighbours and overlap along x have a point in common.
  [[nodiscard]] bool meet(const Edge& e, const Edge& f) const {
    if (e.bottom < f.top || f.bottom < e.top || after(e.number) == f.number || after(f.number) == e.number) {
      return false;
    }
    const Point a = vertices_[e.number];
    const Point b = vertices_[after(e.number)];
    const Point c = vertices_[f.number];
    const Point d = vertices_[after(f.number)];
    // Of two segments on one line, those whose boxes overlap have a point in common.
    return orientation(a, b, c) * orientation(a, b, d) <= 0 && orientation(c, d, a) * orientation(c, d, b) <= 0;
  }

  std::vector<Point> vertices_;
  std::vector<Edge> edges_;
  std::vector<Edge> swept_;  // edges that may reach the one being looked at
};

}  // namespace

void self_intersections(In<double> points, In<std::int64_t> ring_offsets, Out<std::uint8_t> crossing,
                        const Execution& execution) {
  parallel_for<RingSweep>(crossing.size(), 32, execution, [&](RingSweep& sweep, std::size_t r, Checkpoint& checkpoint) {
    const auto begin = static_cast<std::size_t>(ring_offsets[r]);
    const auto end = static_cast<std::size_t>(ring_offsets[r + 1]);
    crossing[r] = sweep.crosses_itself(points.subspan(2 * begin, 2 * (end - begin)), checkpoint) ? 1 : 0;
  });
}

}  // namespace labelgauge
