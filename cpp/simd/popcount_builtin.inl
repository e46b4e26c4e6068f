// Number of set bits where the target has an instruction for it.
static std::uint64_t bits_set(std::uint64_t word) { return static_cast<std::uint64_t>(__builtin_popcountll(word)); }
