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

// How many parts volumes are read in: places along the axis that is slowest in memory.
std::size_t n_parts(const VolumePair& volumes);
// Box of the foreground of both volumes in one part.
VoxelBox part_bounds(const VolumePair& volumes, std::size_t part, const simd::Loops& loops, Words& words);

// Parts that the pair's box is filled in, each apart from the others: slices, or rows of all slices where volumes lie
// in reverse.
Places parts_to_fill(const VolumePair& volumes, const VoxelBox& box);
// Sets what both volumes have in such a part.
void fill_part(const VolumePair& volumes, std::size_t part, const simd::Loops& loops, Words& words, SurfacePair& pair);

}  // namespace labelgauge
