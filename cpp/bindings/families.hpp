// Every kernel family bound into labelgauge._native.
#pragma once

#include <pybind11/pybind11.h>

namespace labelgauge::bindings {

void bind_agreement(pybind11::module_ module);
void bind_assign(pybind11::module_ module);
void bind_bootstrap(pybind11::module_ module);
void bind_boundary(pybind11::module_ module);
void bind_contingency(pybind11::module_ module);
void bind_detection(pybind11::module_ module);
void bind_keypoint(pybind11::module_ module);
void bind_morphology(pybind11::module_ module);
void bind_overlap(pybind11::module_ module);
void bind_polygon(pybind11::module_ module);
void bind_ragged(pybind11::module_ module);
void bind_raster(pybind11::module_ module);
void bind_rle(pybind11::module_ module);
void bind_rotated(pybind11::module_ module);
void bind_segmentation(pybind11::module_ module);
void bind_shape(pybind11::module_ module);
void bind_surface(pybind11::module_ module);
void bind_transform(pybind11::module_ module);

inline void bind_families(pybind11::module_& module) {
  bind_agreement(module.def_submodule("agreement", "Ratings of units: their distinct multisets of codes."));
  bind_assign(module.def_submodule("assign", "One-to-one assignment over sparse edges."));
  bind_bootstrap(module.def_submodule("bootstrap", "Poisson bootstrap weights and weighted sums."));
  bind_boundary(module.def_submodule("boundary", "Bands along the boundary of masks."));
  bind_contingency(module.def_submodule("contingency", "Label maps: confusion matrices, contingency tables, runs."));
  bind_detection(module.def_submodule("detection", "Whom detections find, and precision against recall."));
  bind_keypoint(module.def_submodule("keypoint", "Object keypoint similarity."));
  bind_morphology(
      module.def_submodule("morphology", "Set operations, erosion, dilation, components and holes of masks."));
  bind_overlap(module.def_submodule("overlap", "Intersections and overlap ratios of masks and boxes."));
  bind_polygon(module.def_submodule("polygon", "Areas and overlap ratios of polygons, without pixels."));
  bind_ragged(module.def_submodule("ragged", "Items of a ragged column picked out in any order."));
  bind_raster(module.def_submodule("raster", "Polygons to masks, masks to outlines."));
  bind_rle(module.def_submodule("rle", "Run-length codec, areas, boxes and set operations of masks."));
  bind_rotated(
      module.def_submodule("rotated", "Overlap ratios of rotated boxes in the plane and upright boxes in space."));
  bind_segmentation(module.def_submodule("segmentation", "Reads COCO's segmentation values into columns."));
  bind_shape(module.def_submodule("shape", "Outline length, moments, hull and Euler number of masks."));
  bind_surface(module.def_submodule("surface", "Distances between surfaces, and the Euclidean distance transform."));
  bind_transform(module.def_submodule("transform", "Masks moved, turned and resized."));
}

}  // namespace labelgauge::bindings
