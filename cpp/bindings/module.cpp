// The table of contents of labelgauge._native: one submodule per kernel family, defined in <stem>.cpp beside this file.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <exception>
#include <utility>

#include "bindings/families.hpp"
#include "core/working_memory.hpp"
#include "simd/dispatch.hpp"

namespace py = pybind11;

namespace {

#if defined(__clang__)
constexpr const char* compiler = "clang " __clang_version__;
#elif defined(__GNUC__)
constexpr const char* compiler = "gcc " __VERSION__;
#else
constexpr const char* compiler = "unknown";
#endif

py::typing::Dict<py::str, py::str> build_info() {
  py::typing::Dict<py::str, py::str> info;
  info["version"] = LABELGAUGE_VERSION;
  info["compiler"] = compiler;
  info["flags"] = LABELGAUGE_FLAGS;
  info["build_type"] = LABELGAUGE_BUILD_TYPE;
  info["sanitize"] = LABELGAUGE_SANITIZE;
  info["pybind11"] = PYBIND11_TOSTRING(PYBIND11_VERSION_MAJOR) "." PYBIND11_TOSTRING(PYBIND11_VERSION_MINOR);
  return info;
}

py::typing::List<py::typing::Tuple<py::str, py::int_, py::bool_>> instruction_sets() {
  py::typing::List<py::typing::Tuple<py::str, py::int_, py::bool_>> sets;
  for (const auto isa : labelgauge::simd::compiled()) {
    sets.append(py::make_tuple(labelgauge::simd::name(isa), static_cast<int>(isa), labelgauge::simd::supported(isa)));
  }
  return sets;
}

// What is too large for a kernel is the caller's mask: labelgauge's own error says so.
void raise_too_large_error(std::exception_ptr error) {
  try {
    std::rethrow_exception(std::move(error));
  } catch (const labelgauge::TooLarge& large) {
    const py::object type = py::module_::import("labelgauge.errors").attr("TooLargeError");
    py::set_error(type, type(large.what(), py::arg("fix") = "Crop it, or split its image into tiles."));
  }
}

}  // namespace

PYBIND11_MODULE(_native, m, py::mod_gil_not_used()) {
  py::register_local_exception_translator(raise_too_large_error);
  m.doc() = "Unchecked native kernels; use labelgauge.kernels, which validates its arguments.";
  m.def("build_info", &build_info, "Compiler, flags and versions of this build.");
  m.def("instruction_sets", &instruction_sets,
        "(name, number, supported by this CPU) of every compiled instruction set.");
  labelgauge::bindings::bind_families(m);
}
