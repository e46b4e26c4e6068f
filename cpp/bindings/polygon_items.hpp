// Polygons as nested lists, as Python has them, to columns.
#pragma once

#include "bindings/arrays.hpp"

namespace labelgauge::bindings {

// Points, ring offsets and mask offsets of the leading items that are regular; see kernels/polygon.py.
Arrays<double, std::int64_t, std::int64_t> join_rings_binding(const py::typing::List<py::object>& items, int threads,
                                                              int isa);

}  // namespace labelgauge::bindings
