// One number at a time, for CPUs whose registers are not named here. Included once per level, like loops.inl; see
// there.

static constexpr std::size_t lane_count = 1;
using Lanes = double;

static Lanes load(const double* numbers) { return *numbers; }
static void store(double* numbers, Lanes a) { *numbers = a; }
static Lanes everywhere(double number) { return number; }
static Lanes sum(Lanes a, Lanes b) { return a + b; }
static Lanes lesser(Lanes a, Lanes b) { return a < b ? a : b; }
static Lanes greater(Lanes a, Lanes b) { return a > b ? a : b; }
static Lanes root(Lanes a) { return __builtin_sqrt(a); }
static bool any_below(Lanes a, Lanes b) { return a < b; }

// `yes` where a < b, else `no`.
static Lanes where_below(Lanes a, Lanes b, Lanes yes, Lanes no) { return a < b ? yes : no; }

// `yes` where a == b, else `no`; NaN equals nothing.
static Lanes where_equal(Lanes a, Lanes b, Lanes yes, Lanes no) { return a == b ? yes : no; }
