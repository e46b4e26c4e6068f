// Turns integer arrays of any type into labels.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstddef>

#include "core/labels.hpp"

namespace labelgauge::bindings {

// Any integer or bool array, as it lies in memory; the facade has made it contiguous and of native byte order.
inline Labels labels(const pybind11::array& array) {
  if ((array.flags() & pybind11::array::c_style) == 0 ||
      (array.dtype().byteorder() != '=' && array.dtype().byteorder() != '|')) {
    throw pybind11::type_error("labels must be C-contiguous and of native byte order");
  }
  const char kind = array.dtype().kind();
  if (kind != 'i' && kind != 'u' && kind != 'b') {
    throw pybind11::type_error("labels must be integers");
  }
  return {static_cast<const std::byte*>(array.data()), static_cast<std::size_t>(array.size()),
          static_cast<std::size_t>(array.itemsize()), kind == 'i'};
}

}  // namespace labelgauge::bindings
