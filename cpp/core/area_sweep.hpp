// The area inside one polygon, or inside two at once, by slabs.
//
// The length of a horizontal line that lies inside changes linearly from one vertex or crossing to the next. So the
// plane is cut into slabs at the vertices, a slab again where edges cross in it, and each piece has the area of its
// height times the length on its middle line. No topology is built: on every middle line the edges are sorted by where
// they cross it, and as rings are closed, each ring crosses it an even number of times, whatever rounding does. A
// crossing that rounding moves or misses shifts a piece by its last bits.
//
// Edges that both polygons have lie at equal places, so they leave gaps of length 0, which change no sum: what equal
// polygons share has exactly the area of either.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/compensated.hpp"
#include "core/points.hpp"
#include "core/polygon.hpp"

namespace labelgauge {

// Where a polygon lies, and how many slabs its edges pass if it is swept downwards or to the right.
struct Extent {
  Point low = {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Point high = {-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  double cost_down = 0;
  double cost_right = 0;
};

inline Point transposed(Point p) { return {p.y, p.x}; }

class AreaSweep {
 public:
  // Looks at polygon i; to be called before it is swept.
  Extent extent(const PolygonSide& side, std::size_t i) {
    Extent found;
    for (std::size_t r = side.polygons.first_ring(i); r < side.polygons.first_ring(i + 1); ++r) {
      const In<double> ring = side.polygons.ring(r);
      for (std::size_t k = 0; k < ring.size(); k += 2) {
        found.low = {std::min(found.low.x, ring[k]), std::min(found.low.y, ring[k + 1])};
        found.high = {std::max(found.high.x, ring[k]), std::max(found.high.y, ring[k + 1])};
      }
    }
    found.cost_right = cost(side, i, 0);
    found.cost_down = cost(side, i, 1);
    return found;
  }

  // Area inside polygon i.
  double area(const PolygonSide& side, std::size_t i, const Extent& extent, Checkpoint& checkpoint) {
    if (!start(extent.low, extent.high, extent.cost_right < extent.cost_down, 1)) {
      return 0;
    }
    add(side, i, 0);
    return sweep(checkpoint);
  }

  // Area inside both gold i and candidate j.
  double shared(const PolygonSide& gold, std::size_t i, const Extent& of_gold, const PolygonSide& candidate,
                std::size_t j, const Extent& of_candidate, Checkpoint& checkpoint) {
    const Point low = {std::max(of_gold.low.x, of_candidate.low.x), std::max(of_gold.low.y, of_candidate.low.y)};
    const Point high = {std::min(of_gold.high.x, of_candidate.high.x), std::min(of_gold.high.y, of_candidate.high.y)};
    const bool to_right = of_gold.cost_right + of_candidate.cost_right < of_gold.cost_down + of_candidate.cost_down;
    if (!start(low, high, to_right, 2)) {
      return 0;
    }
    add(gold, i, 0);
    add(candidate, j, 1);
    return sweep(checkpoint);
  }

 private:
  struct Edge {
    Point top;
    Point bottom;
    std::uint32_t ring;
    std::uint32_t side;
  };

  // An edge within a slab: where it crosses the slab's two ends, those of the piece being looked at, and a middle line.
  struct Line {
    double slab_top, slab_bottom;
    double top, bottom;
    double middle;
    std::uint32_t ring;
    std::uint32_t side;

    [[nodiscard]] double at(double share) const { return slab_top + (slab_bottom - slab_top) * share; }
  };

  struct Piece {
    double begin, end;  // shares of the slab's height
  };

  // More crossings than that in one piece are not listed: the piece is halved instead, so that memory stays bounded.
  static constexpr std::size_t most_crossings = 65536;
  static constexpr double shortest_piece = 0x1p-50;

  // Slabs times edges, in doubles because only their ratio counts.
  double cost(const PolygonSide& side, std::size_t i, std::size_t axis) {
    levels_.clear();
    const auto for_each_edge = [&](auto&& body) {
      for (std::size_t r = side.polygons.first_ring(i); r < side.polygons.first_ring(i + 1); ++r) {
        const In<double> ring = side.polygons.ring(r);
        for (std::size_t k = 0; k < ring.size(); k += 2) {
          body(ring[k + axis], ring[(k + 2 == ring.size() ? 0 : k + 2) + axis]);
        }
      }
    };
    for_each_edge([&](double a, double) { levels_.push_back(a); });
    sort_levels();
    double total = 0;
    for_each_edge([&](double a, double b) {
      const auto begin = std::lower_bound(levels_.begin(), levels_.end(), std::min(a, b));
      const auto end = std::lower_bound(begin, levels_.end(), std::max(a, b));
      total += static_cast<double>(end - begin);
    });
    return total;
  }

  void sort_levels() {
    std::sort(levels_.begin(), levels_.end());
    levels_.erase(std::unique(levels_.begin(), levels_.end()), levels_.end());
  }

  // Forgets all edges. False if nothing can lie between `low` and `high`. Coordinates are taken relative to `low`, so
  // that they are no larger than the result.
  bool start(Point low, Point high, bool to_right, std::uint32_t sides) {
    if (!(low.x < high.x && low.y < high.y)) {
      return false;
    }
    to_right_ = to_right;
    origin_ = to_right ? transposed(low) : low;
    end_ = (to_right ? high.x : high.y) - origin_.y;
    width_ = (to_right ? high.y : high.x) - origin_.x;
    edges_.clear();
    levels_.clear();
    rings_ = 0;
    inside_[0] = 0;
    inside_[1] = sides == 2 ? 0 : 1;
    return true;
  }

  [[nodiscard]] Point placed(In<double> ring, std::size_t k) const {
    const Point vertex = {ring[k], ring[k + 1]};
    const Point turned = to_right_ ? transposed(vertex) : vertex;
    return {turned.x - origin_.x, turned.y - origin_.y};
  }

  void add(const PolygonSide& side, std::size_t i, std::uint32_t number) {
    std::uint32_t ring_number = rings_++;
    for (std::size_t r = side.polygons.first_ring(i); r < side.polygons.first_ring(i + 1); ++r) {
      add_ring(side.polygons.ring(r), ring_number, number);
      if (side.fill == Fill::united) {
        ring_number = rings_++;
      }
    }
  }

  // Where a ring stays on one side of all that is looked at, one edge stands for the many it has there.
  void add_ring(In<double> ring, std::uint32_t ring_number, std::uint32_t side) {
    if (ring.empty()) {
      return;
    }
    const Point first = placed(ring, 0);
    Point last = first;
    Point vertex = placed(ring, ring.size() > 2 ? 2 : 0);
    for (std::size_t k = 2; k < ring.size(); k += 2) {
      const Point next = k + 2 == ring.size() ? first : placed(ring, k + 2);
      if (!passes_by(last, vertex, next)) {
        add_edge(last, vertex, ring_number, side);
        last = vertex;
      }
      vertex = next;
    }
    add_edge(last, first, ring_number, side);
  }

  [[nodiscard]] bool passes_by(Point a, Point b, Point c) const {
    return (a.x < 0 && b.x < 0 && c.x < 0) || (a.x > width_ && b.x > width_ && c.x > width_) ||
           (a.y < 0 && b.y < 0 && c.y < 0) || (a.y > end_ && b.y > end_ && c.y > end_);
  }

  void add_edge(Point a, Point b, std::uint32_t ring, std::uint32_t side) {
    if (b.y < a.y) {
      std::swap(a, b);
    }
    if (a.y == b.y || b.y <= 0 || a.y >= end_) {
      return;
    }
    edges_.push_back({a, b, ring, side});
    levels_.push_back(std::max(a.y, 0.0));
    levels_.push_back(std::min(b.y, end_));
  }

  double sweep(Checkpoint& checkpoint) {
    sort_levels();
    std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.top.y < b.top.y; });
    odd_.assign(rings_, 0);
    area_ = {};
    active_.clear();
    std::size_t next = 0;
    for (std::size_t k = 0; k + 1 < levels_.size(); ++k) {
      const double top = levels_[k];
      const double bottom = levels_[k + 1];
      std::erase_if(active_, [&](std::size_t e) { return edges_[e].bottom.y <= top; });
      for (; next < edges_.size() && edges_[next].top.y <= top; ++next) {
        active_.push_back(next);
      }
      lines_.clear();
      for (const std::size_t e : active_) {
        const Edge& edge = edges_[e];
        const double x = at_level(edge, top);
        const double end = at_level(edge, bottom);
        lines_.push_back({x, end, x, end, x, edge.ring, edge.side});
      }
      add_slab(bottom - top, checkpoint);
    }
    return area_.value();
  }

  // Where an edge crosses a level; at its ends exactly there.
  static double at_level(const Edge& edge, double y) {
    if (y <= edge.top.y) {
      return edge.top.x;
    }
    if (y >= edge.bottom.y) {
      return edge.bottom.x;
    }
    return edge.top.x + (edge.bottom.x - edge.top.x) * ((y - edge.top.y) / (edge.bottom.y - edge.top.y));
  }

  void add_slab(double height, Checkpoint& checkpoint) {
    pieces_.assign(1, {0, 1});
    while (!pieces_.empty()) {
      const Piece piece = pieces_.back();
      pieces_.pop_back();
      for (Line& line : lines_) {
        line.top = line.at(piece.begin);
        line.bottom = line.at(piece.end);
      }
      sort_lines([](const Line& a, const Line& b) { return a.top < b.top || (a.top == b.top && a.bottom < b.bottom); });
      if (!find_crossings(piece) && piece.end - piece.begin > shortest_piece) {
        const double middle = piece.begin + (piece.end - piece.begin) / 2;
        pieces_.push_back({middle, piece.end});
        pieces_.push_back({piece.begin, middle});
        checkpoint();
        continue;
      }
      double begin = piece.begin;
      for (const double cut : cuts_) {
        area_.add(length_inside(begin + (cut - begin) / 2) * ((cut - begin) * height));
        begin = cut;
        // A checkpoint looks at the clock, so not one for every line of a few edges.
        lines_since_look_ += lines_.size();
        if (lines_since_look_ > 1024) {
          lines_since_look_ = 0;
          checkpoint();
        }
      }
    }
  }

  // Lists where edges cross inside a piece, in ascending order, and its end; false if there are too many to list.
  // Lines are sorted by where they enter, and now by where they leave: whenever two change places, they have crossed.
  bool find_crossings(const Piece& piece) {
    cuts_.clear();
    std::size_t exchanges = 0;
    leaving_.clear();
    for (const Line& line : lines_) {
      std::size_t k = leaving_.size();
      leaving_.push_back(line);
      for (; k > 0 && leaving_[k - 1].bottom > line.bottom; --k) {
        const Line& other = leaving_[k - 1];
        const double before = line.top - other.top;
        const double share = before / (before + (other.bottom - line.bottom));
        const double cut = piece.begin + share * (piece.end - piece.begin);
        if (cut > piece.begin && cut < piece.end) {
          cuts_.push_back(cut);
        }
        if (++exchanges > most_crossings) {
          cuts_.assign(1, piece.end);
          return false;
        }
        leaving_[k] = other;
      }
      leaving_[k] = line;
    }
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
    cuts_.push_back(piece.end);
    return true;
  }

  // Length of a middle line inside everything swept.
  double length_inside(double share) {
    for (Line& line : lines_) {
      line.middle = line.at(share);
    }
    sort_lines([](const Line& a, const Line& b) { return a.middle < b.middle; });
    double length = 0;
    double last = 0;
    for (const Line& line : lines_) {
      if (inside_[0] > 0 && inside_[1] > 0) {
        length += line.middle - last;
      }
      last = line.middle;
      odd_[line.ring] ^= 1U;
      inside_[line.side] += odd_[line.ring] != 0 ? 1 : -1;
    }
    return length;
  }

  // From one middle line to the next only those lines move that have crossed, so most often few do.
  template <class Less>
  void sort_lines(Less less) {
    std::size_t moves_left = 8 * lines_.size();
    for (std::size_t i = 1; i < lines_.size(); ++i) {
      if (!less(lines_[i], lines_[i - 1])) {
        continue;
      }
      const Line line = lines_[i];
      std::size_t k = i;
      for (; k > 0 && less(line, lines_[k - 1]); --k) {
        lines_[k] = lines_[k - 1];
      }
      lines_[k] = line;
      if (i - k > moves_left) {
        std::sort(lines_.begin(), lines_.end(), less);
        return;
      }
      moves_left -= i - k;
    }
  }

  bool to_right_ = false;
  Point origin_{};
  double end_ = 0;    // what is looked at is 0 to end_ high
  double width_ = 0;  // and 0 to width_ wide
  std::uint32_t rings_ = 0;
  std::size_t lines_since_look_ = 0;
  std::array<int, 2> inside_{};    // how many rings of either side the sweep is inside of
  std::vector<std::uint8_t> odd_;  // for each ring, whether it is inside of it
  std::vector<double> levels_;
  std::vector<Edge> edges_;
  std::vector<std::size_t> active_;  // edges that pass the slab being looked at
  std::vector<Line> lines_;
  std::vector<Line> leaving_;
  std::vector<double> cuts_;
  std::vector<Piece> pieces_;
  CompensatedSum area_;
};

}  // namespace labelgauge
