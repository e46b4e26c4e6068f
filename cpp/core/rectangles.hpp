// The area that two rectangles in the plane share, each turned by an angle of its own.
//
// The thinner rectangle is laid along the axes around the origin, and the other, moved with it, is cut by its four
// sides. So coordinates are as small as the result, rounding is small beside the thinner box, and for equal boxes every
// step is exact.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>

#include "core/points.hpp"

namespace labelgauge {

struct Rectangle {
  double x;
  double y;
  double width;
  double height;
  double angle;
  double cosine;
  double sine;
  double radius;

  Rectangle(double center_x, double center_y, double size_x, double size_y, double turn)
      : x(center_x),
        y(center_y),
        width(size_x),
        height(size_y),
        angle(turn),
        cosine(std::cos(turn)),
        sine(std::sin(turn)),
        radius(std::hypot(size_x, size_y) / 2) {}

  [[nodiscard]] double area() const { return width * height; }
};

namespace detail {

// A convex polygon of few vertices.
class Convex {
 public:
  void add(Point vertex) { vertices_[n_++] = vertex; }

  // Cuts off what lies beyond sign * axis = limit. A point on the line stays.
  void cut(double Point::* axis, double Point::* other, double sign, double limit) {
    Convex kept;
    for (std::size_t k = 0; k < n_; ++k) {
      const Point& p = vertices_[k];
      const Point& q = vertices_[k + 1 == n_ ? 0 : k + 1];
      const bool keeps_p = sign * (p.*axis) <= limit;
      const bool keeps_q = sign * (q.*axis) <= limit;
      if (keeps_p) {
        kept.add(p);
      }
      if (keeps_p != keeps_q) {
        // Always walked from the inside out, so that a side gives the same point in whichever order it is met.
        const Point& from = keeps_p ? p : q;
        const Point& to = keeps_p ? q : p;
        const double share = (limit - sign * (from.*axis)) / (sign * (to.*axis) - sign * (from.*axis));
        Point crossing{};
        crossing.*axis = sign * limit;
        crossing.*other = from.*other + share * (to.*other - from.*other);
        kept.add(crossing);
      }
    }
    *this = kept;
  }

  [[nodiscard]] double area() const {
    double twice = 0;
    for (std::size_t k = 0; k < n_; ++k) {
      const Point& p = vertices_[k];
      const Point& q = vertices_[k + 1 == n_ ? 0 : k + 1];
      twice += p.x * q.y - q.x * p.y;
    }
    return std::abs(twice) / 2;
  }

 private:
  // Four cuts of four vertices leave at most eight. Rounding can bend a side by its last bit, so that a line crosses it
  // more often; a cut then adds at most one vertex for every two: 4, 6, 9, 13, 19.
  std::array<Point, 20> vertices_{};
  std::size_t n_ = 0;
};

// Whether the frame is that of `a`: the thinner one's, and the same one's in either order.
inline bool leads(const Rectangle& a, const Rectangle& b) {
  const auto key = [](const Rectangle& r) {
    return std::make_tuple(std::min(r.width, r.height), std::max(r.width, r.height), r.width, r.angle, r.x, r.y);
  };
  return key(a) <= key(b);
}

inline double shared_in_frame(const Rectangle& frame, const Rectangle& moved, double dx, double dy) {
  const double turn = moved.angle - frame.angle;
  const double cosine = std::cos(turn);
  const double sine = std::sin(turn);
  const double x = frame.cosine * dx + frame.sine * dy;
  const double y = frame.cosine * dy - frame.sine * dx;
  const Point along = {moved.width / 2 * cosine, moved.width / 2 * sine};
  const Point across = {-(moved.height / 2 * sine), moved.height / 2 * cosine};
  Convex common;
  common.add({x - along.x - across.x, y - along.y - across.y});
  common.add({x + along.x - across.x, y + along.y - across.y});
  common.add({x + along.x + across.x, y + along.y + across.y});
  common.add({x - along.x + across.x, y - along.y + across.y});
  for (const double sign : {-1.0, 1.0}) {
    common.cut(&Point::x, &Point::y, sign, frame.width / 2);
    common.cut(&Point::y, &Point::x, sign, frame.height / 2);
  }
  return common.area();
}

}  // namespace detail

inline double shared_area(const Rectangle& a, const Rectangle& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double reach = a.radius + b.radius;
  if (dx * dx + dy * dy > reach * reach) {
    return 0;
  }
  const double area =
      detail::leads(a, b) ? detail::shared_in_frame(a, b, dx, dy) : detail::shared_in_frame(b, a, -dx, -dy);
  return std::min({area, a.area(), b.area()});
}

}  // namespace labelgauge
