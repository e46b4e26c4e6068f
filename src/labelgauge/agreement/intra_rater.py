"""Agreement of raters with themselves: what they said about a unit when they saw it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike

from labelgauge._table import Table
from labelgauge.agreement import _sessions
from labelgauge.agreement._estimate import as_ratings, checked
from labelgauge.agreement._named import CoefficientName, arguments, default_interval, prepared
from labelgauge.agreement._prepared import Impossible
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError


@dataclass(frozen=True, slots=True, eq=False)
class IntraRaterAgreement:
    """How far raters agree with themselves: each of them, and all together.

    Attributes
    ----------
    name
        Which coefficient.
    raters
        A row for each rater: ``rater``; ``n_sessions`` with ratings; ``n_units``, those rated more than once;
        ``n_ratings``, all of them; ``value``, ``se``, ``low``, ``high`` and ``status`` of the coefficient between
        sessions: ``"no_repeats"`` where the rater has rated no unit twice.
    pooled
        The coefficient between sessions of all raters who rated a unit more than once; each of their units is one.
    cluster
        What pooled ratings are taken to depend on each other by.

    Examples
    --------
    >>> import labelgauge as lg
    >>> again = lg.Ratings.from_long(
    ...     unit=[1, 1, 2, 2, 3, 3, 4, 4, 1],
    ...     rater=["ann"] * 8 + ["bo"],
    ...     label=["a", "a", "b", "b", "a", "b", "b", "b", "a"],
    ...     duplicates="session",
    ... )
    >>> found = lg.intra_rater_agreement(again, parameters={"level": "nominal"})
    >>> found
    <intra-rater krippendorff_alpha 0.533 [-1.000, 0.961] of 4 units seen again by 1 of 2 raters>
    >>> found.raters["rater"], found.raters["status"]
    (['ann', 'bo'], ['ok', 'no_repeats'])
    """

    name: str
    raters: Table
    pooled: Coefficient
    cluster: str

    def __repr__(self) -> str:
        n_units = self.raters["n_units"]
        who = f"{np.count_nonzero(n_units):,} of {len(n_units):,} raters"
        if np.isnan(self.pooled.value):
            return f"<intra-rater {self.name} undefined ({self.pooled.status}) of {len(n_units):,} raters>"
        sure = "" if np.isnan(self.pooled.low) else f" [{self.pooled.low:.3f}, {self.pooled.high:.3f}]"
        return f"<intra-rater {self.name} {self.pooled.value:.3f}{sure} of {n_units.sum():,} units seen again by {who}>"


def intra_rater_agreement(
    ratings: Ratings | ArrayLike,
    coefficient: CoefficientName = "krippendorff_alpha",
    *,
    parameters: Mapping[str, Any] = MappingProxyType({}),
    rater: ArrayLike | None = None,
    cluster: Literal["unit", "rater"] = "unit",
    **options: Unpack[Options],
) -> IntraRaterAgreement:
    """Measure how far raters agree with themselves (test-retest), where they rated units more than once.

    The sessions of a rater take the place of raters: the coefficient of each rater is that between the rater's own
    sessions. Pooled, each unit with each of its raters is a unit, so that chance is that of all raters together; raters
    who rated no unit more than once do not count there.

    Parameters
    ----------
    ratings
        Ratings whose raters are sessions, named (rater, session): made with ``duplicates="session"``, or with
        ``session=``. Or any ratings, or a matrix with sessions in rows, with `rater`.
    coefficient
        Name of the coefficient, as of `agreement_difference`.
    parameters
        Its keyword arguments, such as ``{"level": "nominal"}``.
    rater
        Who each of the raters of `ratings` is (n_raters,): those of one name are sessions of one rater, in this order.
    cluster
        What is independent in the pooled coefficient: ``"unit"``, units (or the clusters of `ratings`), for these
        raters and other units; ``"rater"``, raters, for other raters, of which there should then be many.
    **options
        See `labelgauge.agreement.options.Options`. Where units have no clusters, a ``"cluster_bootstrap"`` draws
        units of single raters.

    Returns
    -------
    IntraRaterAgreement
        Coefficients that are undefined have a status: ``"no_repeats"``, that of the coefficient, or, of all,
        ``"anonymous_raters"``.

    Raises
    ------
    InputError
        If an argument is unknown or out of range.
    UndefinedError
        If a coefficient is undefined, of one rater or pooled, and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> sessions = [[1, 2, 2, 3, 1, 3], [1, 2, 3, 3, 1, 3], [1, 2, 2, 3, 1, 2], [2, 2, 2, 1, 1, 2]]
    >>> found = lg.intra_rater_agreement(sessions, "gwet_ac", rater=["ann", "ann", "bo", "bo"])
    >>> found.raters["value"].round(3).tolist(), round(found.pooled.value, 3)
    ([0.753, 0.543], 0.629)
    """
    if cluster not in {"unit", "rater"}:
        what = f"cluster must be 'unit' or 'rater', not {cluster!r}"
        raise InputError(what)
    given, chosen = as_ratings(ratings), checked({"ci": default_interval(coefficient, parameters), **options})
    if given.anonymous:
        unknown = Impossible(coefficient, given, "anonymous_raters", arguments(coefficient, parameters))
        return IntraRaterAgreement(coefficient, _table([], []), unknown.estimated(chosen), cluster)
    sessions = _sessions.sessions_of(given, rater)
    pooled = _sessions.by_person(given, sessions)
    together = _sessions.together(given, sessions, pooled, cluster)
    each = _sessions.of_each(pooled, len(sessions.people))
    # Where nothing else belongs together, a cluster of one rater is a unit.
    alone = given.cluster is None and chosen["ci"] == "cluster_bootstrap"
    own = chosen | {"ci": "bootstrap"} if alone else chosen
    return IntraRaterAgreement(
        coefficient,
        _table(sessions.people, [_of_sessions(coefficient, one, parameters, own) for one in each]),
        _of_sessions(coefficient, together, parameters, chosen),
        cluster,
    )


def _of_sessions(name: str, ratings: Ratings, parameters: Mapping[str, Any], options: dict[str, Any]) -> Coefficient:
    """The coefficient of ratings whose raters are sessions."""
    if ratings.per_unit.max(initial=0) < 2:
        return Impossible(name, ratings, "no_repeats", arguments(name, parameters)).estimated(options)
    return prepared(name, ratings, parameters, options["threads"]).estimated(options)


def _table(people: list[Any], found: list[Coefficient]) -> Table:
    counts = {"n_sessions": "n_raters", "n_units": "n_units", "n_ratings": "n_ratings"}
    numbers = ("value", "se", "low", "high")
    return Table(
        {
            "rater": people,
            **{name: np.array([getattr(one, of) for one in found], np.int64) for name, of in counts.items()},
            **{name: np.array([getattr(one, name) for one in found], np.float64) for name in numbers},
            "status": [one.status for one in found],
        }
    )
