#include "core/ragged_gather.hpp"

#include <cstring>

namespace labelgauge {

std::vector<std::int64_t> gathered_offsets(In<std::int64_t> offsets, In<std::int64_t> index) {
  std::vector<std::int64_t> result(index.size() + 1);
  for (std::size_t k = 0; k < index.size(); ++k) {
    const auto i = static_cast<std::size_t>(index[k]);
    result[k + 1] = result[k] + offsets[i + 1] - offsets[i];
  }
  return result;
}

void gather(In<std::uint8_t> values, std::size_t width, In<std::int64_t> offsets, In<std::int64_t> index,
            In<std::int64_t> new_offsets, Out<std::uint8_t> to, const Execution& execution) {
  parallel_for(index.size(), 256, execution, [&](std::size_t k) {
    const auto bytes = width * static_cast<std::size_t>(new_offsets[k + 1] - new_offsets[k]);
    if (bytes != 0) {
      const auto from = width * static_cast<std::size_t>(offsets[static_cast<std::size_t>(index[k])]);
      std::memcpy(&to[width * static_cast<std::size_t>(new_offsets[k])], &values[from], bytes);
    }
  });
}

}  // namespace labelgauge
