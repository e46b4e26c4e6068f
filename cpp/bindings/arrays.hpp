// Turns NumPy arrays into spans and vectors into arrays, and releases the GIL around core calls. Every array argument
// is taken with noconvert(): a wrong dtype or layout is a TypeError, never a hidden copy.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/typing.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/types.hpp"
#include "parallel/for.hpp"

namespace labelgauge::bindings {

namespace py = pybind11;

template <class T>
using Array = py::array_t<T, py::array::c_style>;

// A tuple of arrays, spelt out so that the stubs say what is in it.
template <class... T>
using Arrays = py::typing::Tuple<Array<T>...>;

// An argument that takes an array as it is.
inline py::arg array(const char* name) { return py::arg(name).noconvert(); }

template <class T>
In<T> view(const Array<T>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

template <class T>
Out<T> fill(Array<T>& array) {
  return {array.mutable_data(), static_cast<std::size_t>(array.size())};
}

// A fresh array of this shape, not initialised.
template <class T>
Array<T> empty(std::initializer_list<std::int64_t> shape) {
  return Array<T>(std::vector<py::ssize_t>(shape.begin(), shape.end()));
}

// Gives a vector's memory to NumPy without copying it.
template <class T>
Array<T> take(std::vector<T>&& values) {
  auto owner = std::make_unique<std::vector<T>>(std::move(values));
  const auto* data = owner->data();
  const auto size = static_cast<py::ssize_t>(owner->size());
  py::capsule capsule(owner.get(), [](void* p) { delete static_cast<std::vector<T>*>(p); });
  owner.release();
  return Array<T>(size, data, capsule);
}

template <class T>
Arrays<T, std::int64_t> take(Ragged<T>&& ragged) {
  return py::make_tuple(take(std::move(ragged.values)), take(std::move(ragged.offsets)));
}

inline MaskBatch masks(const Array<std::uint32_t>& counts, const Array<std::int64_t>& offsets,
                       const Array<std::int64_t>& sizes) {
  return {view(counts), view(offsets), view(sizes)};
}

// Whether the work of this thread was given up; leaves KeyboardInterrupt set then. Whatever goes wrong in asking is
// left set as well: nothing may be thrown while helpers run.
inline bool is_cancelled() {
  try {
    if (!py::module_::import("labelgauge._cancellation").attr("is_cancelled")().cast<bool>()) {
      return false;
    }
    PyErr_SetNone(PyExc_KeyboardInterrupt);
  } catch (py::error_already_set& error) {
    error.restore();
  }
  return true;
}

// Runs a core call without the GIL; every tenth of a second it looks for Ctrl-C, which the main thread alone hears of,
// and for a call to stop, and raises either as KeyboardInterrupt.
template <class Call>
auto run(int threads, int isa, Call&& call) {
  bool signalled = false;
  Execution execution;
  execution.threads = threads;
  execution.isa = isa;
  execution.interrupted_context = &signalled;
  execution.interrupted = [](void* context) {
    const py::gil_scoped_acquire gil;
    return *static_cast<bool*>(context) = PyErr_CheckSignals() != 0 || is_cancelled();
  };
  try {
    const py::gil_scoped_release release;
    return call(static_cast<const Execution&>(execution));
  } catch (const Interrupted&) {
    throw py::error_already_set();  // the error that asking left set
  }
}

}  // namespace labelgauge::bindings
