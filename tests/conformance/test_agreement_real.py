"""Agreement of real people, read from their files: what other packages answer of the same tables.

Alphas are those of krippendorff 0.9.0, at the levels nominal, ordinal, interval and ratio; coefficients with standard
errors those of irrCAC 0.4.4 with twelve digits. Both were asked once, as they are no dependencies, not even of tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

import labelgauge as lg
from tests.conformance.stored import folder, rows_of

LEVELS = ("nominal", "ordinal", "interval", "ratio")
CROWDS = {
    "bird": ((108, 39, 4212), (0.1255005722022441,) * 4),
    "dog": ((807, 109, 8070), (0.5194178413233587, 0.8130853082838052, 0.8180091256529989, 0.5596017160370284)),
    "rte": ((800, 164, 8000), (0.2414787661388096,) * 4),
    "product": ((8315, 176, 24945), (0.15747331692807687,) * 4),
}
DAVIDSON = (0.5427989975742871, 0.5818737407264554, 0.5636840133666866, 0.4490740351734538)
LIDC = {
    "subtlety": (0.10417485546716387, 0.35310942924216604, 0.3611142210707875, 0.3154218599940656),
    "internalStructure": (0.22341587512270655, 0.2231591373856373, 0.29008435460767135, 0.26983409904707145),
    "calcification": (0.6690575421451683, 0.7192733866768264, 0.7262958519365966, 0.713222355873742),
    "sphericity": (0.09334921466540069, 0.2766624675521929, 0.2794722870152825, 0.2636760950323953),
    "margin": (0.12895040369088806, 0.36938961740745135, 0.4102204021339334, 0.3841754536658356),
    "lobulation": (0.13320500701676197, 0.29974022439253756, 0.3617072151689339, 0.30244229912165643),
    "spiculation": (0.1553653350425146, 0.3302315899901176, 0.4421199461902511, 0.3621835758683224),
    "texture": (0.246409098828405, 0.4292348438575625, 0.5981462088179671, 0.6027317859759844),
    "malignancy": (0.17126197547218724, 0.379354044808923, 0.43199447125818613, 0.4337066362158801),
}

Recorded = dict[Callable[..., Any], tuple[float, float]]


def alphas(ratings: lg.Ratings) -> list[float]:
    return [lg.krippendorff_alpha(ratings, level=level, ci=None).value for level in LEVELS]


def equal(theirs: Any) -> Any:
    return pytest.approx(theirs, abs=1e-10)


def assert_equals_irrcac(ratings: lg.Ratings, recorded: Recorded, **options: Any) -> None:
    for function, (value, se) in recorded.items():
        found = function(ratings, singleton="gwet", **options)
        assert (found.value, found.se) == (equal(value), equal(se)), function.__name__


@cache
def crowd(name: str) -> lg.Ratings:
    return lg.read_ratings(folder("crowd_truth_sets") / name / "label.csv.gz")


@pytest.mark.parametrize("name", CROWDS)
def test_crowds(name: str) -> None:
    ratings, (size, theirs) = crowd(name), CROWDS[name]
    assert (ratings.n_units, ratings.n_raters, ratings.n_ratings) == size
    assert alphas(ratings) == equal(theirs)
    fleiss, randolph = (statsmodels_fleiss(ratings.counts(), method=method) for method in ("fleiss", "randolph"))
    assert lg.fleiss_kappa(ratings, ci=None).value == pytest.approx(fleiss, abs=1e-12)
    assert lg.brennan_prediger(ratings, ci=None).value == pytest.approx(randolph, abs=1e-12)


def test_coefficients_of_birds() -> None:
    recorded: Recorded = {
        lg.gwet_ac: (0.221843684384, 0.027017625937),
        lg.fleiss_kappa: (0.125292901951, 0.012382903911),
        lg.brennan_prediger: (0.176388264108, 0.017029535864),
        lg.conger_kappa: (0.13001623498, 0.012128520547),
    }
    assert_equals_irrcac(crowd("bird"), recorded)


@pytest.mark.parametrize("name", ["bird", "dog", "rte"])
def test_alphas_of_crowds_equal_nltk(name: str) -> None:
    agreement = pytest.importorskip("nltk.metrics.agreement", reason="nltk is not installed")
    distance = pytest.importorskip("nltk.metrics.distance", reason="nltk is not installed")
    rows = [tuple(row.values()) for row in rows_of(folder("crowd_truth_sets") / name / "label.csv.gz")]
    triples = [(worker, item, int(label)) for item, worker, label in rows]
    for level, apart in (("nominal", distance.binary_distance), ("interval", distance.interval_distance)):
        theirs = agreement.AnnotationTask(triples, distance=apart).alpha()
        assert lg.krippendorff_alpha(crowd(name), level=level, ci=None).value == equal(theirs)


@pytest.mark.parametrize("name", CROWDS)
def test_pairs_of_workers(name: str) -> None:
    """Light's and Hubert's kappa are made of the matrix, whose entries scikit-learn confirms in test_pairwise.py."""
    pairs = lg.pairwise_agreement(crowd(name), threads=2)
    n_pairs = crowd(name).n_raters * (crowd(name).n_raters - 1) // 2
    assert 0 < len(pairs.pair_n) <= n_pairs
    assert pairs.pair_n.sum() == lg.krippendorff_alpha(crowd(name), level="nominal").n_pairs
    assert lg.light_kappa(crowd(name), ci=None).value == pytest.approx(np.nanmean(pairs.pair_value), abs=1e-12)
    observed, expected = pairs.pair_observed.mean(), pairs.pair_expected.mean()
    assert lg.hubert_kappa(crowd(name), ci=None).value == pytest.approx((observed - expected) / (1 - expected))


@cache
def tweets() -> Any:
    """Votes for hate, offence and neither; 24,783 tweets of 3 to 9 votes."""
    names = ("hate_speech", "offensive_language", "neither")
    return np.array([[int(row[name]) for name in names] for row in rows_of(folder("davidson_votes") / "votes.csv.gz")])


def test_votes_about_tweets() -> None:
    ratings = lg.Ratings.from_counts(tweets(), scores=[1, 2, 3])
    assert alphas(ratings) == equal(DAVIDSON)
    recorded: Recorded = {
        lg.gwet_ac: (0.762267219952, 0.002553019551),
        lg.fleiss_kappa: (0.546117258325, 0.004341125547),
        lg.brennan_prediger: (0.7174081984, 0.002815596269),
    }
    assert_equals_irrcac(ratings, recorded)


def test_tweets_of_three_votes() -> None:
    three = tweets()[tweets().sum(axis=1) == 3]
    found = lg.fleiss_kappa(lg.Ratings.from_counts(three))
    assert len(three) == 22807
    assert (found.value, found.observed) == (pytest.approx(0.549470, abs=6e-7), pytest.approx(0.810380, abs=6e-7))
    assert found.value == pytest.approx(statsmodels_fleiss(three), abs=1e-12)


@cache
def readers(scale: str) -> lg.Ratings:
    """One of the scales by which two to four radiologists rated 1,192 nodules; they have no names."""
    rows = rows_of(folder("lidc_nodules") / "nodules.csv.gz")
    marks = [[int(mark) for mark in row[scale].split()] for row in rows]
    units = [[*row, *[None] * (4 - len(row))] for row in marks]
    clusters = [row["patient"] for row in rows]
    return lg.Ratings.from_matrix(units, layout="units_by_raters", cluster=clusters, anonymous=True)


@pytest.mark.parametrize("scale", LIDC)
def test_alphas_of_radiologists(scale: str) -> None:
    ratings = readers(scale)
    assert ratings.n_units == 1192
    assert alphas(ratings) == equal(LIDC[scale])
    assert lg.conger_kappa(ratings).status == "anonymous_raters"
    clustered = lg.krippendorff_alpha(ratings, level="ordinal")
    assert clustered.low < clustered.value < clustered.high


@pytest.mark.parametrize(
    ("scale", "weights", "ac", "fleiss"),
    [
        ("subtlety", "identity", (0.150682712376, 0.013639688933), (0.094028463395, 0.013818332447)),
        ("subtlety", "quadratic", (0.584657454768, 0.016435473145), (0.34818067668, 0.022795066661)),
        ("malignancy", "identity", (0.270561657602, 0.013972122102), (0.174502603685, 0.016592053707)),
        ("malignancy", "quadratic", (0.748966391845, 0.010660878437), (0.436716376436, 0.021846123454)),
    ],
)
def test_coefficients_of_radiologists(scale: str, weights: str, ac: Any, fleiss: Any) -> None:
    matrix = readers(scale).to_matrix()
    by_nodule = lg.Ratings.from_matrix(matrix, missing=-1, anonymous=True)
    assert_equals_irrcac(by_nodule, {lg.gwet_ac: ac, lg.fleiss_kappa: fleiss}, weights=weights)


NAMES = {
    "gwet_ac1": lg.gwet_ac,
    "fleiss_kappa": lg.fleiss_kappa,
    "conger_kappa": lg.conger_kappa,
    "percent_agreement": lg.percent_agreement,
    "brennan_prediger": lg.brennan_prediger,
}


def test_textbook_tables_read_from_files() -> None:
    """Against what irrCAC's readme prints; for alpha of counts it has another standard error."""
    tables = folder("agreement_textbook")
    printed = json.loads((tables / "published_values.json").read_text(encoding="utf-8"))
    counts = [[int(n) for n in list(row.values())[1:]] for row in rows_of(tables / "irrCAC_distrib.6raters.csv")]
    files = {
        "cac.raw4raters": lg.read_ratings(tables / "irrCAC_cac.raw4raters.csv", wide=True, unit="Units"),
        "distrib.6raters": lg.Ratings.from_counts(counts),
    }
    for name, ratings in files.items():
        compared = {NAMES[key]: tuple(value) for key, value in printed[name].items() if key in NAMES}
        assert len(compared) >= 3
        for function, (value, se) in compared.items():
            found = function(ratings, singleton="gwet")
            assert (found.value, found.se) == (pytest.approx(value, abs=6e-6), pytest.approx(se, abs=6e-6))


def test_an_observer_agrees_with_himself() -> None:
    """Of Dawid and Skene's anaesthetists the first read all forms three times."""
    table = folder("agreement_textbook") / "dawid_skene_1979_table1.csv"
    ratings = lg.read_ratings(table, unit="patient", rater="observer", label="label", duplicates="session")
    assert (ratings.n_units, ratings.n_raters, ratings.n_ratings) == (45, 7, 315)
    assert lg.fleiss_kappa(ratings).value == pytest.approx(0.581242, abs=6e-7)
    assert ratings.raters.tolist()[:4] == [(1, 1), (1, 2), (1, 3), (2, 1)]
    codes = ratings.to_matrix()
    for first, second in combinations(range(4), 2):
        found = lg.cohen_kappa(ratings, pair=(ratings.raters[first], ratings.raters[second]))
        assert found.value == pytest.approx(cohen_kappa_score(codes[first], codes[second]), abs=1e-12)
