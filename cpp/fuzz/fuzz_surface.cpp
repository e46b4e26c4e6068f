// Two small label maps of a plane or a volume: each surface kernel counts what the definition counts, whether the
// search finds the nearest element or the sweep, or bits are widened by tolerances, and the distance transform is the
// distance to the nearest voxel of background.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "core/surface.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/naive_surface.hpp"
#include "simd/dispatch.hpp"

using namespace labelgauge;
using labelgauge::fuzz::Counted;
using labelgauge::fuzz::NaiveMask;

namespace {

constexpr std::size_t most_voxels = 250;  // the definition takes time that grows with the square
constexpr std::size_t n_labels = 4;

using Voxels = std::vector<std::uint8_t>;  // 0 to 3

struct Case {
  SurfaceRule rule = SurfaceRule::corner;
  ImageShape shape;
  Spacing spacing{};
  Places places;
  Execution execution;
  Labels type;  // of both label maps
  std::vector<double> tolerances;
  std::array<Voxels, 2> maps;

  [[nodiscard]] SurfaceQuery query() const { return {rule, places, tolerances}; }
};

ImageShape take_shape(fuzz::Bytes& bytes, bool flat) {
  std::array<std::size_t, 3> sides = {1, 1, 1};
  for (std::size_t axis = 0; axis < 3; axis += flat ? 2 : 1) {
    sides[axis] = bytes.take<std::uint8_t>() % 141;
  }
  while (sides[0] * sides[1] * sides[2] > most_voxels) {
    *std::max_element(sides.begin(), sides.end()) /= 2;
  }
  return {sides[0], sides[1], sides[2], flat};
}

// Steps with ties between distances that are equal, or nearly so; or else any number that the kernels take.
double take_step(fuzz::Bytes& bytes) {
  constexpr std::array<double, 8> steps = {1, 1, 2, 0.7, 0.1, 1.0 / 3, 3, 0.8};
  const auto code = bytes.take<std::uint8_t>();
  if (code != 0xFF) {
    return steps[code % steps.size()];
  }
  const auto any = std::abs(bytes.take<double>());
  return any >= 1e-50 && any <= 1e50 ? any : 1;
}

// All, every other time.
Places take_places(fuzz::Bytes& bytes) {
  const std::size_t code = bytes.take<std::uint8_t>();
  const std::size_t begin = code / 2 % 8;
  return code % 2 == 0 ? Places{} : Places{begin, begin + code / 16};
}

// None, every other time; else up to three that distances are often equal to.
void take_tolerances(fuzz::Bytes& bytes, Case& made) {
  const std::size_t code = bytes.take<std::uint8_t>();
  for (std::size_t k = 0; code % 2 != 0 && k <= code / 2 % 3; ++k) {
    const auto steps = bytes.take<std::uint8_t>();
    const double along = static_cast<double>(steps & 15U) * made.spacing[2];
    const double across = static_cast<double>(steps >> 4U) * made.spacing[0];
    made.tolerances.push_back(std::sqrt(across * across + along * along));
  }
  std::sort(made.tolerances.begin(), made.tolerances.end());
  made.tolerances.erase(std::unique(made.tolerances.begin(), made.tolerances.end()), made.tolerances.end());
}

// Labels of both maps in two bits each, and for how many voxels they go on.
void take_maps(fuzz::Bytes& bytes, std::size_t n, std::array<Voxels, 2>& maps) {
  while (maps[0].size() < n) {
    const auto code = bytes.take<std::uint8_t>();
    const std::size_t end = bytes.empty() ? n : std::min<std::size_t>(n, maps[0].size() + 1 + (code >> 4U));
    maps[0].resize(end, code & 3U);
    maps[1].resize(end, code >> 2U & 3U);
  }
}

Case take_case(fuzz::Bytes& bytes) {
  Case made;
  made.rule = static_cast<SurfaceRule>(bytes.take<std::uint8_t>() % 4);
  const auto flags = bytes.take<std::uint8_t>();
  const bool flat = (flags & 1U) != 0;
  made.execution.threads = (flags & 2U) != 0 ? 2 : 1;
  made.type.width = std::size_t{1} << (flags >> 2U & 3U);
  made.type.is_signed = (flags & 16U) != 0;
  const std::vector<simd::Isa> sets = simd::compiled();
  const simd::Isa set = sets[(flags >> 5U) % sets.size()];
  made.execution.isa = static_cast<int>(simd::supported(set) ? set : simd::Isa::baseline);
  made.shape = take_shape(bytes, flat);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    made.spacing[axis] = flat && axis == 1 ? 1 : take_step(bytes);
  }
  made.places = take_places(bytes);
  take_tolerances(bytes, made);
  take_maps(bytes, made.shape.voxels(), made.maps);
  return made;
}

Voxels mask_of(const Voxels& map, std::size_t label) {
  Voxels mask(map.size());
  std::transform(map.begin(), map.end(), mask.begin(), [&](std::uint8_t at) { return at == label ? 1 : 0; });
  return mask;
}

// Elements alone, each as far as the first tolerance that is not less than its distance.
Counted rounded_up(const Counted& counted, const Case& given) {
  Counted rounded;
  for (const auto& [kind, count] : counted) {
    const auto& [direction, code, sign, distance] = kind;
    if (direction < 2) {
      const auto within = std::lower_bound(given.tolerances.begin(), given.tolerances.end(), distance);
      const double least = within == given.tolerances.end() ? std::numeric_limits<double>::infinity() : *within;
      rounded[{direction, given.rule == SurfaceRule::corner ? code : 0, 0, least}] += count;
    }
  }
  return rounded;
}

NaiveMask naive(const Case& given, std::size_t side, std::size_t label) {
  return {given.shape, mask_of(given.maps[side], label), given.rule};
}

void require_histogram(const DistanceHistograms& histograms, std::size_t k, const Counted& expected, const char* what) {
  const auto begin = static_cast<std::size_t>(histograms.offsets[k]);
  const auto end = static_cast<std::size_t>(histograms.offsets[k + 1]);
  fuzz::require(end - begin == expected.size(), what);
  const DistanceCount* row = histograms.values.data() + begin;
  for (const auto& [kind, count] : expected) {
    fuzz::require(fuzz::Kind{row->direction, row->code, row->sign, row->distance} == kind && row->count == count, what);
    ++row;
  }
}

// The number that a label has in a map of this type.
std::int64_t number_of(const Labels& type, std::size_t label) {
  const std::int64_t extreme = type.is_signed ? type.lowest() : type.highest();
  return label == n_labels - 1 ? extreme : static_cast<std::int64_t>(label);
}

std::vector<std::byte> typed(const Voxels& map, const Labels& type) {
  std::vector<std::byte> data(map.size() * type.width);
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::int64_t number = number_of(type, map[i]);
    std::memcpy(data.data() + i * type.width, &number, type.width);  // lowest bytes first, as on every machine we know
  }
  return data;
}

void check_labels(const Case& given, const std::array<Counted, n_labels>& expected) {
  std::array<std::vector<std::byte>, 2> data;
  std::array<Labels, 2> maps;
  for (std::size_t side = 0; side < 2; ++side) {
    data[side] = typed(given.maps[side], given.type);
    maps[side] = {data[side].data(), given.shape.voxels(), given.type.width, given.type.is_signed};
  }
  const std::array<std::size_t, n_labels> order = {2, 3, 0, 1};
  std::vector<std::int64_t> wanted;
  for (const std::size_t label : order) {
    wanted.push_back(number_of(given.type, label));
  }
  wanted.push_back(n_labels);  // occurs nowhere
  const DistanceHistograms found =
      label_distance_histograms(maps[0], maps[1], given.shape, wanted, given.spacing, given.query(), given.execution);
  for (std::size_t k = 0; k < n_labels; ++k) {
    require_histogram(found, k, expected[order[k]], "labels are counted as masks of each are");
  }
  require_histogram(found, n_labels, {}, "a label that does not occur has no elements");
}

// Column after column, background first.
void append_runs(const Voxels& mask, const ImageShape& shape, std::vector<std::uint32_t>& counts) {
  std::uint8_t value = 0;
  counts.push_back(0);
  for (std::size_t x = 0; x < shape.width; ++x) {
    for (std::size_t z = 0; z < shape.depth; ++z) {
      if (mask[z * shape.width + x] != value) {
        value ^= 1U;
        counts.push_back(0);
      }
      ++counts.back();
    }
  }
}

RunLists runs_of_labels(const Voxels& map, const ImageShape& shape) {
  RunLists masks{{}, {0}};
  for (std::size_t label = 0; label < n_labels; ++label) {
    append_runs(mask_of(map, label), shape, masks.values);
    masks.offsets.push_back(static_cast<std::int64_t>(masks.values.size()));
  }
  return masks;
}

void check_masks(const Case& given, const std::array<Counted, n_labels>& expected) {
  std::vector<std::int64_t> index;
  std::vector<std::int64_t> sizes;
  std::vector<double> spacing;
  for (std::size_t label = 0; label < n_labels; ++label) {
    index.push_back(static_cast<std::int64_t>(label));
    sizes.push_back(static_cast<std::int64_t>(given.shape.depth));
    sizes.push_back(static_cast<std::int64_t>(given.shape.width));
    spacing.push_back(given.spacing[0]);
    spacing.push_back(given.spacing[2]);
  }
  const RunLists gold = runs_of_labels(given.maps[0], given.shape);
  const RunLists candidate = runs_of_labels(given.maps[1], given.shape);
  const DistanceHistograms found =
      mask_distance_histograms({gold.values, gold.offsets, sizes}, {candidate.values, candidate.offsets, sizes}, index,
                               index, spacing, given.query(), given.execution);
  for (std::size_t label = 0; label < n_labels; ++label) {
    require_histogram(found, label, expected[label], "masks of runs are counted as pixels are");
  }
}

void check_transform(const Case& given) {
  const Voxels& volume = given.maps[0];
  const fuzz::Place sides = {static_cast<int>(given.shape.depth), static_cast<int>(given.shape.height),
                             static_cast<int>(given.shape.width)};
  std::vector<fuzz::Place> background;
  const std::uint8_t* voxel = volume.data();
  fuzz::for_each_place(sides, [&](const fuzz::Place& place) {
    if (*voxel++ == 0) {
      background.push_back(place);
    }
  });
  std::vector<double> distances(volume.size(), -1);
  distance_transform(volume, given.shape, given.spacing, distances, given.execution);
  const double* distance = distances.data();
  fuzz::for_each_place(sides, [&](const fuzz::Place& place) {
    fuzz::require(*distance++ == fuzz::nearest(place, background, given.spacing), "background is as near as it is");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const Case given = take_case(bytes);
  std::array<Counted, n_labels> expected;
  for (std::size_t label = 0; label < n_labels; ++label) {
    const NaiveMask gold = naive(given, 0, label);
    const NaiveMask candidate = naive(given, 1, label);
    expected[label] = fuzz::count_distances(gold, candidate, given.spacing, given.places);
    if (!given.tolerances.empty()) {
      expected[label] = rounded_up(expected[label], given);
    }
    const VolumePair pair{gold.voxels(), candidate.voxels(), given.shape, given.spacing};
    const std::array<VolumePair, 2> twice{pair, pair};  // the second time with what the first has left behind
    for (const std::size_t n : {std::size_t{1}, std::size_t{2}}) {
      const DistanceHistograms found =
          distance_histograms(In<VolumePair>(twice).first(n), given.query(), given.execution);
      require_histogram(found, n - 1, expected[label], "every element is counted at its distance");
    }
  }
  check_labels(given, expected);
  if (given.shape.flat && given.places.end == Places{}.end) {
    check_masks(given, expected);
  }
  check_transform(given);
  return 0;
}
