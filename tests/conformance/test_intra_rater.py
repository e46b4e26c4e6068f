"""Agreement of raters with themselves against published data, other libraries' values and direct computation."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError, UndefinedError
from tests.conformance.rating_tables import ANAESTHETISTS
from tests.conformance.stored import folder

NOMINAL = {"level": "nominal"}

# krippendorff 0.9.0 of the three sessions of observer 1 of Dawid & Skene 1979.
OBSERVER_1 = {
    "nominal": 0.6959860383944154,
    "ordinal": 0.8179279001555211,
    "interval": 0.8406804463142492,
    "ratio": 0.8047411630051344,
}


def anaesthetists() -> lg.Ratings:
    """As a list of ratings, of which three of each patient are by observer 1."""
    labels = np.array([[int(label) for label in unit] for unit in ANAESTHETISTS])
    observer = np.broadcast_to([1, 1, 1, 2, 3, 4, 5], labels.shape)
    patient = np.broadcast_to(np.arange(1, 46)[:, None], labels.shape)
    return lg.Ratings.from_long(
        unit=patient.ravel(), rater=observer.ravel(), label=labels.ravel(), duplicates="session"
    )


@pytest.mark.parametrize("level", OBSERVER_1)
def test_observer_1_of_dawid_and_skene(level: str) -> None:
    found = lg.intra_rater_agreement(anaesthetists(), parameters={"level": level})
    assert found.raters["rater"] == [1, 2, 3, 4, 5]
    assert found.raters["status"] == ["ok", *["no_repeats"] * 4]
    assert found.raters["n_units"].tolist() == [45, 0, 0, 0, 0]
    assert found.raters["n_sessions"].tolist() == [3, 1, 1, 1, 1]
    assert found.raters["n_ratings"].tolist() == [135, 45, 45, 45, 45]
    assert found.raters["value"][0] == pytest.approx(OBSERVER_1[level], abs=1e-12)
    assert np.isnan(found.raters["value"][1:]).all()
    # Those who rated nothing twice do not count in what is pooled.
    assert found.pooled.value == pytest.approx(OBSERVER_1[level], abs=1e-12)
    assert found.pooled.se == pytest.approx(found.raters["se"][0], rel=1e-12)


def test_observer_1_from_the_stored_table() -> None:
    path = folder("agreement_textbook") / "dawid_skene_1979_table1.csv"
    ratings = lg.read_ratings(path, unit="patient", rater="observer", session="replicate")
    found = lg.intra_rater_agreement(ratings, parameters=NOMINAL)
    assert found.raters["value"][0] == pytest.approx(OBSERVER_1["nominal"], abs=1e-12)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    long = lg.Ratings.from_long(
        unit=columns["patient"], rater=columns["observer"], label=columns["label"], session=columns["replicate"]
    )
    assert lg.intra_rater_agreement(long, parameters=NOMINAL).pooled.value == found.pooled.value


def repeated(seed: int, n_units: int = 60) -> tuple[Any, list[str]]:
    """Sessions in rows: three of ann, two of bo, one of cy; some are missing."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(1, 4, n_units)
    rows = []
    for right in (0.9, 0.9, 0.9, 0.6, 0.6, 0.8):
        row = np.where(rng.random(n_units) < right, truth, rng.integers(1, 4, n_units)).astype(float)
        row[rng.random(n_units) < 0.2] = np.nan
        rows.append(row)
    return np.array(rows), ["ann", "ann", "ann", "bo", "bo", "cy"]


CASES: Mapping[str, tuple[Any, dict[str, Any], Any]] = {
    "alpha": ("krippendorff_alpha", NOMINAL, lg.krippendorff_alpha),
    "ordinal alpha": ("krippendorff_alpha", {"level": "ordinal"}, lg.krippendorff_alpha),
    "gwet": ("gwet_ac", {"weights": "linear"}, lg.gwet_ac),
    "conger": ("conger_kappa", {}, lg.conger_kappa),
    "light": ("light_kappa", {}, lg.light_kappa),
    "percent": ("percent_agreement", {}, lg.percent_agreement),
}


@pytest.mark.parametrize("case", CASES)
def test_each_rater_is_the_coefficient_of_the_sessions(case: str) -> None:
    name, parameters, function = CASES[case]
    matrix, people = repeated(0)
    found = lg.intra_rater_agreement(
        lg.Ratings.from_matrix(matrix, categories=[1, 2, 3]), name, parameters=parameters, rater=people
    )
    for row, sessions in enumerate((matrix[:3], matrix[3:5])):
        direct = function(lg.Ratings.from_matrix(sessions, categories=[1, 2, 3]), **parameters)
        for number in ("value", "se", "low", "high", "n_units", "n_ratings"):
            assert found.raters[number][row] == pytest.approx(getattr(direct, number), rel=1e-12), number
    assert found.raters["rater"] == ["ann", "bo", "cy"]
    assert found.raters["status"] == ["ok", "ok", "no_repeats"]


@pytest.mark.parametrize("by", ["unit", "rater"])
@pytest.mark.parametrize("case", CASES)
def test_pooled_is_the_coefficient_of_units_with_their_raters(case: str, by: Any) -> None:
    name, parameters, function = CASES[case]
    matrix, people = repeated(1)
    found = lg.intra_rater_agreement(
        lg.Ratings.from_matrix(matrix, categories=[1, 2, 3]), name, parameters=parameters, rater=people, cluster=by
    )
    beside = np.hstack((matrix[:3], np.vstack((matrix[3:5], np.full(60, np.nan)))))
    rated = np.flatnonzero(~np.isnan(beside).all(axis=0))
    beside, cluster = beside[:, rated], rated % 60 if by == "unit" else rated // 60
    direct = function(lg.Ratings.from_matrix(beside, categories=[1, 2, 3], cluster=cluster), **parameters)
    assert (found.pooled.value, found.pooled.se) == pytest.approx((direct.value, direct.se), rel=1e-9)
    assert found.pooled.ci == pytest.approx(direct.ci, rel=1e-9)


def test_cohen_of_two_sessions_each_although_others_have_three() -> None:
    matrix, people = repeated(2)
    found = lg.intra_rater_agreement(matrix, "cohen_kappa", rater=people)
    assert found.raters["status"] == ["not_two_raters", "ok", "no_repeats"]
    direct = lg.cohen_kappa(matrix[3:5])
    assert (found.raters["value"][1], found.raters["se"][1]) == pytest.approx((direct.value, direct.se), rel=1e-12)


def test_sessions_can_be_said_in_four_ways() -> None:
    matrix, people = repeated(3)
    rated = ~np.isnan(matrix)
    rater, unit = np.nonzero(rated)
    who, label = np.array(people)[rater], matrix[rated]
    session = np.array(["first", "second", "third", "first", "second", "first"])[rater]
    of_matrix = lg.intra_rater_agreement(matrix, parameters=NOMINAL, rater=people)
    columns: dict[str, Any] = {"unit": unit, "rater": who, "label": label}
    of_repeats = lg.Ratings.from_long(**columns, duplicates="session")
    of_sessions = lg.Ratings.from_long(**columns, session=session)
    pandas = pytest.importorskip("pandas")
    of_frame = lg.Ratings.from_frame(pandas.DataFrame(columns | {"when": session}), session="when")
    assert of_frame == of_sessions
    assert of_sessions.raters.tolist()[0] == ("ann", "first")
    for ratings in (of_repeats, of_sessions, of_frame):
        found = lg.intra_rater_agreement(ratings, parameters=NOMINAL)
        assert found.raters["value"] == pytest.approx(of_matrix.raters["value"], rel=1e-12, nan_ok=True)
        assert found.raters["rater"] == of_matrix.raters["rater"]
        assert (found.pooled.value, found.pooled.se) == pytest.approx(
            (of_matrix.pooled.value, of_matrix.pooled.se), rel=1e-12
        )


def test_shards_of_which_one_has_no_repeats() -> None:
    with_repeats = lg.Ratings.from_long(
        unit=[1, 1, 2, 2, 3, 3], rater=["a"] * 6, label=[0, 0, 1, 1, 0, 1], duplicates="session"
    )
    without = lg.Ratings.from_long(unit=[4, 5], rater=["a", "b"], label=[0, 1], duplicates="session")
    found = lg.intra_rater_agreement(with_repeats + without, "percent_agreement")
    assert found.raters["rater"] == ["a", "b"]
    assert found.raters["n_ratings"].tolist() == [7, 1]
    assert found.pooled.value == pytest.approx(2 / 3)


def test_clusters_and_weights_of_units_stay() -> None:
    matrix, people = repeated(4)
    groups, weight = np.repeat(np.arange(12), 5), np.random.default_rng(4).uniform(0.5, 2, 60)
    found = lg.intra_rater_agreement(
        lg.Ratings.from_matrix(matrix, cluster=groups, weight=weight), "gwet_ac", rater=people
    )
    direct = lg.gwet_ac(lg.Ratings.from_matrix(matrix[3:5], cluster=groups, weight=weight))
    assert (found.raters["value"][1], found.raters["se"][1]) == pytest.approx((direct.value, direct.se), rel=1e-9)
    plain = lg.intra_rater_agreement(lg.Ratings.from_matrix(matrix, weight=weight), "gwet_ac", rater=people)
    assert plain.pooled.value == pytest.approx(found.pooled.value, rel=1e-12)
    assert plain.pooled.se != pytest.approx(found.pooled.se, rel=1e-3)


def test_bootstrap_of_clusters_draws_units_where_there_are_no_others() -> None:
    matrix, people = repeated(5, n_units=200)
    found, analytic = (
        lg.intra_rater_agreement(matrix, "gwet_ac", rater=people, ci=kind)  # type: ignore[arg-type]
        for kind in ("cluster_bootstrap", "analytic")
    )
    for end in ("low", "high"):
        assert found.raters[end] == pytest.approx(analytic.raters[end], abs=0.03, nan_ok=True)
    assert found.pooled.ci == pytest.approx(analytic.pooled.ci, abs=0.03)
    assert found.pooled.interval == "cluster_bootstrap"


def test_consistent_raters_who_disagree() -> None:
    """Agreement with oneself is not agreement with others."""
    truth = np.random.default_rng(6).integers(0, 2, 40)
    matrix = np.vstack((truth, truth, truth[::-1], truth[::-1]))
    found = lg.intra_rater_agreement(matrix, parameters=NOMINAL, rater=[0, 0, 1, 1])
    assert found.raters["value"].tolist() == [1, 1]
    assert (found.pooled.value, found.pooled.se) == (1, 0)
    assert lg.krippendorff_alpha(matrix, level="nominal").value < 0.5


def test_undefined_is_said() -> None:
    alone = lg.intra_rater_agreement([[1, 2, 1], [1, 2, 2]], "gwet_ac")
    assert (alone.pooled.status, alone.raters["status"]) == ("no_repeats", ["no_repeats"] * 2)
    assert "nobody can be compared with oneself" in alone.pooled.explain()
    assert repr(alone) == "<intra-rater gwet_ac undefined (no_repeats) of 2 raters>"
    anonymous = lg.intra_rater_agreement(lg.Ratings.from_counts([[2, 0], [1, 1]]), "gwet_ac")
    assert (anonymous.pooled.status, len(anonymous.raters)) == ("anonymous_raters", 0)
    alike = lg.intra_rater_agreement([[1, 1, 2], [1, 1, 2], [1, 1, 1], [1, 1, 1]], "fleiss_kappa", rater=list("aabb"))
    assert alike.raters["status"] == ["ok", "single_category"]
    with pytest.raises(UndefinedError, match="gwet_ac is undefined"):
        lg.intra_rater_agreement([[1, 2, 1], [1, 2, 2]], "gwet_ac", undefined="raise")
    nothing = lg.intra_rater_agreement(np.full((2, 3), np.nan), "gwet_ac", rater=["a", "a"])
    assert (nothing.pooled.status, nothing.raters["n_sessions"].tolist()) == ("no_repeats", [0])


MATRIX = [[1, 2, 1], [1, 2, 2]]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "cluster": ({"cluster": "image"}, "cluster must be 'unit' or 'rater', not 'image'"),
    "too few raters": ({"rater": ["a"]}, r"each of the 2 raters who it is, not have shape \(1,\)"),
    "a rater is missing": ({"rater": ["a", None]}, "rater 1 is missing"),
    "no level": ({"coefficient": "krippendorff_alpha"}, "krippendorff_alpha needs level="),
    "unknown coefficient": ({"coefficient": "icc"}, "there is no coefficient 'icc' here"),
    "unknown option": ({"draw": 1}, "there is no option 'draw'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    changes, message = REFUSED[case]
    with pytest.raises(InputError, match=message):
        lg.intra_rater_agreement(MATRIX, **({"coefficient": "gwet_ac"} | changes))


def test_sessions_are_of_raters_with_names() -> None:
    columns: dict[str, Any] = {"unit": [1, 1], "rater": ["a", "a"], "label": [0, 1], "session": [1, 2]}
    assert lg.Ratings.from_long(**columns).raters.tolist() == [("a", 1), ("a", 2)]
    for more in ({"anonymous": True}, {"duplicates": "session"}):
        with pytest.raises(InputError, match="instead of duplicates='session'"):
            lg.Ratings.from_long(**columns, **more)
    with pytest.raises(InputError, match="session 1 is missing"):
        lg.Ratings.from_long(**(columns | {"session": ["x", None]}))
    with pytest.raises(InputError, match="rated unit 1 more than once"):
        lg.Ratings.from_long(**(columns | {"session": [1, 1]}))


def test_many_raters_take_no_time_each() -> None:
    """Each rater's ratings are a slice of what is laid out once; a pass over all for each would take hours."""
    rng = np.random.default_rng(7)
    n = 200_000
    unit, rater = np.tile(np.arange(n // 2), 2), np.tile(rng.integers(0, 2000, n // 2), 2)
    ratings = lg.Ratings.from_long(unit=unit, rater=rater, label=rng.integers(0, 3, n), duplicates="session")
    found = lg.intra_rater_agreement(ratings, "percent_agreement", ci=None)
    assert len(found.raters) == 2000
    assert found.pooled.value == pytest.approx(1 / 3, abs=0.01)
