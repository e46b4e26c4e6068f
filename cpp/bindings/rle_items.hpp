// COCO's RLE dictionaries, as Python has them, to columns.
#pragma once

#include "bindings/arrays.hpp"

namespace labelgauge::bindings {

// Text, text offsets and sizes of the leading items that are regular; see kernels/rle.py.
Arrays<std::uint8_t, std::int64_t, std::int64_t> join_strings_binding(const py::typing::List<py::object>& items,
                                                                      int threads, int isa);

}  // namespace labelgauge::bindings
