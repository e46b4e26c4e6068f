// Volumes of bytes, packed to bits in the frame of the box that holds both of a pair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/surface.hpp"
#include "core/surface_elements.hpp"
#include "core/surface_pair.hpp"
#include "simd/dispatch.hpp"

namespace labelgauge {

using Words = std::vector<std::uint64_t>;  // to be worked on; what it holds does not matter

// Box of the foreground of both volumes in one slice.
VoxelBox slice_bounds(const VolumePair& volumes, std::size_t z, const simd::Loops& loops, Words& words);

// Sets what both volumes have in one slice of the image, which is in the pair's box.
void fill_slice(const VolumePair& volumes, std::size_t z, const simd::Loops& loops, Words& words, SurfacePair& pair);

}  // namespace labelgauge
