"""Intraclass correlations: published values, definitions by dense algebra, what they must not depend on, statuses."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from labelgauge.agreement import _crossed, _icc_intervals
from labelgauge.agreement._anova import one_way, two_way
from labelgauge.agreement._crossed import Crossed
from labelgauge.agreement._numbers import numbers_of
from labelgauge.agreement.icc import FORMS, Form, IntraclassCorrelation, icc, icc_table
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError, UndefinedError
from tests.conformance.peers.number_cases import JUDGES

Floats = NDArray[np.float64]


def holey(seed: int, n_raters: int, n_units: int, share: float) -> Floats:
    """Random ratings, raters in rows, of which a share is missing."""
    rng = np.random.default_rng(seed)
    table = rng.normal(0, 2, n_units) + rng.normal(0, 1, (n_raters, 1)) + rng.normal(0, 1, (n_raters, n_units))
    table[rng.random(table.shape) < share] = np.nan
    return table


HOLEY = {
    "more units": holey(1, 4, 12, 0.3),
    "more raters": holey(2, 11, 5, 0.4),
    "two raters": holey(3, 2, 20, 0.2),
    "sparse": holey(4, 30, 40, 0.9),
    "two parts": np.where(np.kron(np.eye(2), np.ones((3, 5))) > 0, holey(5, 6, 10, 0.1), np.nan),
}


def dense(table: Floats) -> tuple[Floats, Floats, Floats]:
    """Values, and indicators of units and of raters."""
    rater, unit = np.nonzero(~np.isnan(table))
    units = np.eye(table.shape[1])[unit]
    raters = np.eye(table.shape[0])[rater]
    return table[rater, unit], units[:, units.any(axis=0)], raters[:, raters.any(axis=0)]


def maker(effects: Floats) -> Floats:
    """The matrix that takes from values what is fitted by effects."""
    return np.eye(len(effects)) - effects @ np.linalg.pinv(effects)


def test_published_by_shrout_and_fleiss() -> None:
    mean = two_way(numbers_of(Ratings.from_matrix(JUDGES), "icc"), None)
    assert (mean.unit, mean.rater, mean.error) == pytest.approx((11.241667, 32.486111, 1.019444), abs=5e-7)
    assert one_way(numbers_of(Ratings.from_matrix(JUDGES), "icc")).error == pytest.approx(6.263889, abs=5e-7)
    table = icc_table(JUDGES)
    assert table["value"] == pytest.approx([0.165742, 0.289764, 0.714841, 0.442797, 0.620051, 0.909316], abs=5e-7)
    ends = {form: (low, high) for form, low, high in zip(FORMS, table["low"], table["high"], strict=True)}
    assert np.round(ends["1"], 2).tolist() == [-0.13, 0.72]
    assert np.round(ends["A,1"], 2).tolist() == [0.02, 0.76]
    assert np.round(ends["C,1"], 2).tolist() == [0.34, 0.95]


@pytest.mark.parametrize("name", HOLEY)
def test_two_way_components_are_hendersons(name: str) -> None:
    y, units, raters = dense(HOLEY[name])
    both, unit_rest, rater_rest = maker(np.hstack([units, raters])), maker(units), maker(raters)
    error = y @ both @ y / np.trace(both)
    by_unit = y @ (rater_rest - both) @ y - error * np.trace(rater_rest - both)
    by_rater = y @ (unit_rest - both) @ y - error * np.trace(unit_rest - both)
    found = icc(HOLEY[name], form="A,1")
    assert found.design == "unbalanced"
    assert found.error_variance == pytest.approx(error)
    assert found.unit_variance == pytest.approx(by_unit / np.trace(units.T @ rater_rest @ units))
    assert found.rater_variance == pytest.approx(by_rater / np.trace(raters.T @ unit_rest @ raters))
    parts = (found.unit_variance, found.rater_variance, found.error_variance)
    assert found.value == pytest.approx(parts[0] / sum(parts))
    assert icc(HOLEY[name], form="C,1").value == pytest.approx(parts[0] / (parts[0] + parts[2]))
    assert found.df == pytest.approx(np.trace(rater_rest - both))
    assert found.error_df == pytest.approx(np.trace(both))


@pytest.mark.parametrize("name", HOLEY)
def test_one_way_components_are_those_of_the_analysis_of_variance(name: str) -> None:
    y, units, _ = dense(HOLEY[name])
    within, all_of_it = maker(units), maker(np.ones((len(y), 1)))
    error = y @ within @ y / np.trace(within)
    between = y @ (all_of_it - within) @ y - error * np.trace(all_of_it - within)
    found = icc(HOLEY[name], form="1")
    assert found.error_variance == pytest.approx(error)
    assert found.unit_variance == pytest.approx(between / np.trace(units.T @ all_of_it @ units))
    assert found.value == pytest.approx(found.unit_variance / (found.unit_variance + error))


@pytest.mark.parametrize("form", ["1", "C,1"])
@pytest.mark.parametrize("name", HOLEY)
def test_ends_with_missing_ratings_are_where_an_f_test_begins_to_reject(name: str, form: Form) -> None:
    y, units, raters = dense(HOLEY[name])
    fixed = raters if form == "C,1" else np.ones((len(y), 1))
    error = y @ maker(np.hstack([units, fixed])) @ y
    found = icc(HOLEY[name], form=form, confidence=0.9)
    most = int(units.sum(axis=0).max())
    for share, tail in ((found.low, 0.95), (found.high, 0.05)):
        if share == -1 / (most - 1):  # nothing is rejected down to the least share there can be
            assert tail == 0.95
            continue
        root = np.linalg.cholesky(np.linalg.inv((1 - share) * np.eye(len(y)) + share * units @ units.T))
        whitened, effects = root.T @ y, root.T @ fixed
        between = (1 - share) * whitened @ maker(effects) @ whitened - error
        f = between / found.df / (error / found.error_df)
        assert f == pytest.approx(f_distribution.ppf(tail, found.df, found.error_df), rel=1e-6)
    assert found.low < found.value < found.high


def test_general_ends_are_those_of_complete_ratings() -> None:
    numbers = numbers_of(Ratings.from_matrix(JUDGES), "icc")
    crossed = Crossed(numbers)
    mean = two_way(numbers, crossed)
    assert astuple(mean) == pytest.approx(astuple(two_way(numbers, None)))
    ends = _icc_intervals.unbalanced_ends(crossed.between, mean, 4, 0.95)
    assert ends == pytest.approx(_icc_intervals.balanced_ends(mean, 0.95), rel=1e-8)
    single = one_way(numbers)
    ends = _icc_intervals.unbalanced_ends(_icc_intervals.between_units(numbers), single, 4, 0.95)
    assert ends == pytest.approx(_icc_intervals.balanced_ends(single, 0.95), rel=1e-8)


@pytest.mark.parametrize("is_full", [0.0, 1.0])
@pytest.mark.parametrize("name", HOLEY)
def test_full_and_sparse_products_agree(name: str, is_full: float, monkeypatch: pytest.MonkeyPatch) -> None:
    want = icc(HOLEY[name], form="C,1")
    monkeypatch.setattr(_crossed, "_FULL", is_full)
    found = icc(HOLEY[name], form="C,1")
    assert (found.value, *found.ci) == pytest.approx((want.value, *want.ci), rel=1e-9)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", [JUDGES, *HOLEY.values()], ids=["judges", *HOLEY])
def test_does_not_depend_on_order_unit_and_who_is_silent(table: Floats, form: Form) -> None:
    def numbers(values: Floats) -> list[float]:
        found = icc(values, form=form)
        return [found.value, found.se, found.low, found.high, found.f, found.p_value, found.k]

    rng = np.random.default_rng(0)
    want = pytest.approx(numbers(table), rel=1e-6)
    assert numbers(table[rng.permutation(len(table))][:, rng.permutation(table.shape[1])]) == want
    assert numbers(100 - 7 * table) == want
    assert numbers(np.pad(table, ((0, 1), (1, 0)), constant_values=np.nan)) == want
    if form.startswith("C"):
        assert numbers(table + rng.normal(size=(len(table), 1))) == want


def test_the_mean_of_k_ratings() -> None:
    for kind in ("1", "A", "C"):
        one = icc(JUDGES, form=f"{kind},1" if kind != "1" else "1")  # type: ignore[arg-type]
        four = icc(JUDGES, form=f"{kind},k")  # type: ignore[arg-type]
        assert four.k == 4
        assert four.value == pytest.approx(4 * one.value / (1 + 3 * one.value))
        assert four.low == pytest.approx(4 * one.low / (1 + 3 * one.low))
        assert icc(JUDGES, form=f"{kind},k", k=1).value == pytest.approx(one.value)  # type: ignore[arg-type]
    table = JUDGES.copy()
    table[0, :3] = np.nan
    assert icc(table, form="A,k").k == pytest.approx(6 / (3 / 3 + 3 / 4) * 1)
    steps = [icc(JUDGES, form="1,k", k=k).value for k in (1, 2, 8, 1000)]
    assert steps == sorted(steps)


def test_the_standard_error_is_that_of_draws() -> None:
    rng = np.random.default_rng(3)
    draws = 400
    values: dict[str, list[IntraclassCorrelation]] = {"1": [], "A,1": [], "C,1": [], "C,k": []}
    for _ in range(draws):
        table = rng.normal(0, 1, 60) + rng.normal(0, 0.3, (25, 1)) + rng.normal(0, 1, (25, 60))
        for form, found in values.items():
            found.append(icc(table, form=form))  # type: ignore[arg-type]
    for form, found in values.items():
        spread = np.std([each.value for each in found])
        assert np.mean([each.se for each in found]) == pytest.approx(spread, rel=0.15), form


def test_dropping_units_that_not_all_rated() -> None:
    table = JUDGES.copy()
    table[1, 2] = table[0, 5] = np.nan
    found = icc(table, form="A,1", missing="drop")
    want = icc(JUDGES[:, [0, 1, 3, 4]], form="A,1")
    assert (found.value, found.ci, found.design) == (want.value, want.ci, "complete")
    assert (found.n_left_out, found.n_units, found.n_ratings, found.n_pairs) == (2, 4, 16, 24)
    assert icc(table, form="A,1").n_left_out == 0


STATUSES: dict[str, tuple[Any, str, str]] = {
    "nothing": ([[np.nan, np.nan], [np.nan, np.nan]], "A,1", "no_overlap"),
    "one rater": ([[1.0, 2.0, 3.0]], "1", "one_rater"),
    "one unit": ([[1.0], [2.0], [4.0]], "C,1", "one_unit"),
    "no unit twice": ([[1.0, np.nan, 3.0], [np.nan, 2.0, np.nan]], "A,1", "no_overlap"),
    "equal": ([[0.1, 0.1, 0.1], [0.1, 0.1, 0.1]], "A,1", "zero_variance"),
    "raters differ alone": ([[0.1, 0.1, 0.1], [0.3, 0.3, 0.3]], "C,1", "zero_variance"),
    "opposite, of no variance by estimate": ([[0.0, 1.0], [1.0, 0.0]], "A,1", "zero_variance"),
    "means of units without variance": ([[0.0, 1.0, 2.0], [1.0, 0.0, 2.0], [5.0, 5.0, 2.0]], "1,k", "zero_variance"),
    "not crossed": ([[1.0, 2.0, np.nan], [2.0, np.nan, 3.0], [np.nan, np.nan, 4.0]], "A,1", "not_crossed"),
}


@pytest.mark.parametrize("name", STATUSES)
def test_statuses(name: str) -> None:
    table, form, status = STATUSES[name]
    found = icc(table, form=form)  # type: ignore[arg-type]
    assert found.status == status
    assert np.isnan([found.value, found.se, *found.ci, found.f, found.p_value, found.unit_variance]).all()
    assert found.interval == "none"
    assert found.explain().startswith(f"icc({form}) is undefined: ")
    assert icc(table, form=form, undefined=0.5).value == 0.5  # type: ignore[arg-type]
    with pytest.raises(UndefinedError, match=r"icc\("):
        icc(table, form=form, undefined="raise")  # type: ignore[arg-type]


def test_perfect_agreement_is_one() -> None:
    for form in FORMS:
        found = icc([[1, 2, 5], [1, 2, 5], [1, 2, 5]], form=form)
        assert (found.value, found.ci, found.f, found.p_value, found.se) == (1, (1, 1), np.inf, 0, 0)
    table = [[1, 2, 5, np.nan], [1, 2, 5, 7], [np.nan, 2, 5, 7]]
    assert (icc(table, form="C,1").value, icc(table, form="C,1").ci) == (1, (1, 1))


def test_raters_that_differ_and_nothing_else() -> None:
    found = icc([[0.1, 0.1, 0.1], [0.3, 0.3, 0.3]], form="A,1")
    assert (found.value, found.status, found.unit_variance, found.error_variance) == (0, "ok", 0, 0)
    assert np.isnan([found.f, found.p_value, *found.ci]).all()


def test_an_open_end_is_infinite() -> None:
    found = icc(JUDGES, form="1,k", k=50)
    assert (found.status, found.low) == ("ok", -np.inf)


def test_anonymous_raters_have_the_one_way_form_alone() -> None:
    counts = np.array([[2, 1, 0], [0, 1, 2], [1, 1, 1], [0, 0, 3]])
    ratings = Ratings.from_counts(counts, scores=[1, 2, 4])
    found = icc(ratings, form="1")
    want = icc([[1, 2, 1, 4], [1, 4, 2, 4], [2, 4, 4, 4]], form="1")
    assert (found.value, *found.ci) == pytest.approx((want.value, *want.ci))
    assert icc(ratings, form="A,1").status == icc(ratings, form="C,k").status == "anonymous_raters"


def test_clusters_leave_the_value_without_an_interval() -> None:
    found = icc(Ratings.from_matrix(JUDGES, cluster=[0, 0, 1, 1, 2, 2]), form="A,1")
    assert found.status == "clustered"
    assert found.value == icc(JUDGES, form="A,1").value
    assert np.isnan([found.se, *found.ci, found.p_value]).all()
    assert "units of a cluster depend" in found.explain()


def test_labels_without_numbers_weights_and_odd_arguments_are_refused() -> None:
    with pytest.raises(InputError, match=r"icc needs numbers.*scores="):
        icc([["a", "b"], ["a", "b"]], form="1")
    with pytest.raises(InputError, match=r"counts every unit once.*weight="):
        icc(Ratings.from_matrix(JUDGES, weight=np.ones(6)), form="1")
    with pytest.raises(InputError, match=r"form must be one of.*'2,1'.*'A,1'"):
        icc(JUDGES, form="2,1")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"k=3 ratings have no mean in form 'A,1'.*'A,k'"):
        icc(JUDGES, form="A,1", k=3)
    with pytest.raises(InputError, match="k must be a number of ratings of at least 1, not 0"):
        icc(JUDGES, form="A,k", k=0)
    with pytest.raises(InputError, match="missing must be 'model' or 'drop', not 'omit'"):
        icc(JUDGES, form="1", missing="omit")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="confidence must be above 0"):
        icc(JUDGES, form="1", confidence=95)


def test_too_large_a_design_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_crossed, "MOST_EFFECTS", 3)
    table = HOLEY["more units"]
    with pytest.raises(InputError, match=r"12 units × 4 raters with missing ratings.*form='1'"):
        icc(table, form="A,1")
    assert icc(table, form="1").status == icc(JUDGES, form="A,1").status == "ok"


def test_input_is_not_changed() -> None:
    table = HOLEY["more units"].copy()
    table.flags.writeable = False
    assert icc(table, form="A,1").status == "ok"
