// Two masks of one image, each from any run lengths: whichever form the masks are brought into, they share as many
// pixels as the walk along their runs finds, and every ratio follows from that number.
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "core/overlap.hpp"
#include "core/rle.hpp"
#include "fuzz/fuzz.hpp"

using namespace labelgauge;

namespace {

// Runs until the image is full. Most are short, so that columns are ragged; codes from 0xF0 on are whole columns, so
// that masks become high and simple.
std::vector<std::int64_t> filling(fuzz::Bytes& bytes, std::int64_t height, std::int64_t width, std::size_t runs) {
  std::vector<std::int64_t> counts;
  std::int64_t left = height * width;
  while (left > 0 && !bytes.empty() && counts.size() < runs) {
    const auto code = bytes.take<std::uint8_t>();
    const std::int64_t wanted = code < 0xF0 ? code : (code - 0xEF) * height - bytes.take<std::uint8_t>() % 3;
    counts.push_back(std::clamp<std::int64_t>(wanted, 0, left));
    left -= counts.back();
  }
  counts.push_back(left);
  return counts;
}

std::int64_t shared_by_runs(const RunLists& a, const RunLists& b, const std::vector<std::int64_t>& size) {
  std::vector<std::uint32_t> both = a.values;
  both.insert(both.end(), b.values.begin(), b.values.end());
  const std::vector<std::int64_t> offsets = {0, a.offsets[1], a.offsets[1] + b.offsets[1]};
  const std::vector<std::int64_t> sizes = {size[0], size[1], size[0], size[1]};
  const RunLists shared = intersect({both, offsets, sizes}, std::vector<std::int64_t>{0, 2}, {});
  std::array<std::int64_t, 1> pixels{};
  area({shared.values, shared.offsets, size}, pixels, {});
  return pixels[0];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const std::vector<std::int64_t> sizes = {bytes.up_to(1500), bytes.up_to(40)};
  const auto runs_of_one = static_cast<std::size_t>(bytes.up_to(300));
  std::array<RunLists, 2> sides;
  for (RunLists& side : sides) {
    const std::vector<std::int64_t> counts = filling(bytes, sizes[0], sizes[1], runs_of_one);
    const std::vector<std::int64_t> offsets = {0, static_cast<std::int64_t>(counts.size())};
    side = normalize_runs(counts, offsets, sizes, {}).runs;
    fuzz::require_masks(side, sizes);
  }
  const auto batch = [&](std::size_t k) { return MaskBatch{sides[k].values, sides[k].offsets, sizes}; };
  const std::int64_t shared = shared_by_runs(sides[0], sides[1], sizes);
  std::array<std::int64_t, 1> areas{};
  area(batch(0), areas, {});
  const std::array<std::int64_t, 1> first = {0};
  for (const std::size_t gold : {std::size_t{0}, std::size_t{1}}) {
    std::array<std::int64_t, 1> pixels{};
    mask_intersection(batch(gold), batch(1 - gold), first, first, pixels, {});
    fuzz::require(pixels[0] == shared, "a pair shares the pixels that its runs share");
  }
  std::array<double, 1> ratios{};
  mask_overlap(batch(0), batch(1), {}, Measure::gold, ratios, {});
  const double covered = shared == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(areas[0]);
  fuzz::require(ratios[0] == covered, "coverage is the shared pixels by the area");
  const SparseRatios sparse = mask_overlap_sparse(batch(0), batch(1), {}, Measure::gold, 0.25, {});
  fuzz::require(sparse.ratios.size() == (covered >= 0.25 ? 1U : 0U), "a threshold keeps what reaches it");
  return 0;
}
