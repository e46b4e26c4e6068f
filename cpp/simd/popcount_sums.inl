// Number of set bits where the target has no instruction for it and the compiler would call a function: neighbouring
// groups of bits are added until one is left, in steps that vectorise.
static std::uint64_t bits_set(std::uint64_t word) {
  word -= (word >> 1U) & 0x5555555555555555ULL;
  word = (word & 0x3333333333333333ULL) + ((word >> 2U) & 0x3333333333333333ULL);
  word = (word + (word >> 4U)) & 0x0F0F0F0F0F0F0F0FULL;
  word += word >> 8U;
  word += word >> 16U;
  word += word >> 32U;
  return word & 0x7FU;
}
