#include "bindings/rle_items.hpp"

#include "core/rle.hpp"

namespace labelgauge::bindings {

namespace {

struct StringColumns {
  std::vector<std::uint8_t> text;
  std::vector<std::int64_t> text_offsets = {0};
  std::vector<std::int64_t> sizes;
};

// The value of a key, borrowed; null if there is none. Looking for it may run Python code (the __eq__ of another key),
// so nothing that was borrowed before may be used afterwards.
PyObject* value_of(PyObject* item, const py::str& key) {
  PyObject* value = PyDict_GetItemWithError(item, key.ptr());
  if (value == nullptr && PyErr_Occurred() != nullptr) {
    throw py::error_already_set();
  }
  return value;
}

// A whole number from 0 to 2^31 - 1, or -1 for anything else.
std::int64_t side_length(PyObject* number) {
  constexpr std::int64_t longest = 0x7FFFFFFF;
  if (!PyLong_CheckExact(number)) {
    return -1;
  }
  int overflow = 0;
  const long long length = PyLong_AsLongLongAndOverflow(number, &overflow);
  return overflow == 0 && 0 <= length && length <= longest ? length : -1;
}

bool append_size(PyObject* size, std::vector<std::int64_t>& sizes) {
  if (size == nullptr || !(PyList_CheckExact(size) || PyTuple_CheckExact(size)) ||
      PySequence_Fast_GET_SIZE(size) != 2) {
    return false;
  }
  const std::int64_t height = side_length(PySequence_Fast_GET_ITEM(size, 0));
  const std::int64_t width = side_length(PySequence_Fast_GET_ITEM(size, 1));
  if (height < 0 || width < 0 || static_cast<std::uint64_t>(height * width) > max_pixels) {
    return false;
  }
  sizes.push_back(height);
  sizes.push_back(width);
  return true;
}

bool append_text(PyObject* counts, std::vector<std::uint8_t>& text) {
  const void* begin = nullptr;
  Py_ssize_t length = 0;
  if (counts != nullptr && PyBytes_CheckExact(counts)) {
    begin = PyBytes_AS_STRING(counts);
    length = PyBytes_GET_SIZE(counts);
  } else if (counts != nullptr && PyUnicode_CheckExact(counts) && PyUnicode_IS_ASCII(counts)) {
    begin = PyUnicode_DATA(counts);
    length = PyUnicode_GET_LENGTH(counts);
  } else {
    return false;
  }
  const auto* characters = static_cast<const std::uint8_t*>(begin);
  text.insert(text.end(), characters, characters + length);
  return true;
}

}  // namespace

Arrays<std::uint8_t, std::int64_t, std::int64_t> join_strings_binding(const py::typing::List<py::object>& items,
                                                                      int /*threads*/, int /*isa*/) {
  const py::str size_key("size");
  const py::str counts_key("counts");
  StringColumns columns;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items.ptr()); ++i) {
    const auto item = py::reinterpret_borrow<py::object>(PyList_GET_ITEM(items.ptr(), i));
    if (!PyDict_CheckExact(item.ptr()) || !append_size(value_of(item.ptr(), size_key), columns.sizes)) {
      break;
    }
    if (!append_text(value_of(item.ptr(), counts_key), columns.text)) {
      columns.sizes.resize(columns.sizes.size() - 2);
      break;
    }
    columns.text_offsets.push_back(static_cast<std::int64_t>(columns.text.size()));
  }
  const auto n = static_cast<py::ssize_t>(columns.sizes.size() / 2);
  return py::make_tuple(take(std::move(columns.text)), take(std::move(columns.text_offsets)),
                        take(std::move(columns.sizes)).reshape({n, py::ssize_t{2}}));
}

}  // namespace labelgauge::bindings
