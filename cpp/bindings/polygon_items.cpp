#include "bindings/polygon_items.hpp"

namespace labelgauge::bindings {

namespace {

// Nothing here runs Python code, so what is borrowed stays as it is.

struct PolygonColumns {
  std::vector<double> coordinates;
  std::vector<std::int64_t> ring_offsets = {0};
  std::vector<std::int64_t> mask_offsets = {0};

  void shorten(std::size_t rings) {
    ring_offsets.resize(rings);
    coordinates.resize(2 * static_cast<std::size_t>(ring_offsets.back()));
  }
};

bool is_sequence(PyObject* object) { return PyList_CheckExact(object) || PyTuple_CheckExact(object); }

// A float, or an int that is a float without rounding.
bool to_double(PyObject* number, double& value) {
  if (PyFloat_CheckExact(number)) {
    value = PyFloat_AS_DOUBLE(number);
    return true;
  }
  constexpr long long largest = 1LL << 53U;
  int overflow = 0;
  const long long whole = PyLong_CheckExact(number) ? PyLong_AsLongLongAndOverflow(number, &overflow) : largest + 1;
  value = static_cast<double>(whole);
  return overflow == 0 && -largest <= whole && whole <= largest;
}

bool append_ring(PyObject* ring, PolygonColumns& columns) {
  if (!is_sequence(ring) || PySequence_Fast_GET_SIZE(ring) % 2 != 0) {
    return false;
  }
  const auto n = static_cast<std::size_t>(PySequence_Fast_GET_SIZE(ring));
  PyObject** numbers = PySequence_Fast_ITEMS(ring);
  const std::size_t before = columns.coordinates.size();
  columns.coordinates.resize(before + n);
  for (std::size_t k = 0; k < n; ++k) {
    if (!to_double(numbers[k], columns.coordinates[before + k])) {
      return false;
    }
  }
  columns.ring_offsets.push_back(static_cast<std::int64_t>(columns.coordinates.size() / 2));
  return true;
}

bool append_polygon(PyObject* polygon, PolygonColumns& columns) {
  if (!is_sequence(polygon)) {
    return false;
  }
  for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(polygon); ++k) {
    if (!append_ring(PySequence_Fast_GET_ITEM(polygon, k), columns)) {
      return false;
    }
  }
  columns.mask_offsets.push_back(static_cast<std::int64_t>(columns.ring_offsets.size()) - 1);
  return true;
}

}  // namespace

Arrays<double, std::int64_t, std::int64_t> join_rings_binding(const py::typing::List<py::object>& items,
                                                              int /*threads*/, int /*isa*/) {
  PolygonColumns columns;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items.ptr()); ++i) {
    const std::size_t rings = columns.ring_offsets.size();
    if (!append_polygon(PyList_GET_ITEM(items.ptr(), i), columns)) {
      columns.shorten(rings);
      break;
    }
  }
  const auto n = static_cast<py::ssize_t>(columns.coordinates.size() / 2);
  return py::make_tuple(take(std::move(columns.coordinates)).reshape({n, py::ssize_t{2}}),
                        take(std::move(columns.ring_offsets)), take(std::move(columns.mask_offsets)));
}

}  // namespace labelgauge::bindings
