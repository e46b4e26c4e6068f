"""Coefficients by their names, for what is done with any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from labelgauge.agreement import coefficients, many_raters, two_raters
from labelgauge.agreement._prepared import Impossible, Prepared, shown
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.names import Interval
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

CoefficientName = Literal[
    "krippendorff_alpha",
    "fleiss_kappa",
    "gwet_ac",
    "brennan_prediger",
    "percent_agreement",
    "cohen_kappa",
    "scott_pi",
    "conger_kappa",
    "light_kappa",
    "hubert_kappa",
]


class Named(NamedTuple):
    """A coefficient as it is public, and how it is prepared."""

    public: Callable[..., Coefficient]
    prepare: Callable[..., Prepared | Impossible]


NAMED: Mapping[str, Named] = MappingProxyType(
    {
        "krippendorff_alpha": Named(coefficients.krippendorff_alpha, coefficients.prepare_alpha),
        "fleiss_kappa": Named(coefficients.fleiss_kappa, coefficients.prepare_fleiss),
        "gwet_ac": Named(coefficients.gwet_ac, coefficients.prepare_gwet),
        "brennan_prediger": Named(coefficients.brennan_prediger, coefficients.prepare_brennan_prediger),
        "percent_agreement": Named(coefficients.percent_agreement, coefficients.prepare_percent),
        "cohen_kappa": Named(two_raters.cohen_kappa, two_raters.prepare_cohen),
        "scott_pi": Named(two_raters.scott_pi, two_raters.prepare_scott),
        "conger_kappa": Named(many_raters.conger_kappa, many_raters.prepare_conger),
        "light_kappa": Named(many_raters.light_kappa, many_raters.prepare_light),
        "hubert_kappa": Named(many_raters.hubert_kappa, many_raters.prepare_hubert),
    }
)
"""Coefficients that are functions of sums over units."""


def default_interval(name: str, parameters: Mapping[str, Any]) -> Interval:
    """The kind of interval that the public function has by default."""
    of_numbers = name == "krippendorff_alpha" and shown(parameters.get("level")) in coefficients.OF_NUMBERS
    return "analytic" if of_numbers or name in {"light_kappa", "hubert_kappa"} else "score"


def prepared(name: str, ratings: Ratings, parameters: Mapping[str, Any], threads: int) -> Prepared | Impossible:
    """What the coefficient of that name is estimated from.

    Parameters
    ----------
    name
        One of `NAMED`.
    ratings
        Ratings.
    parameters
        Its keyword arguments, but for options; what is not given is as by default.
    threads
        Number of threads.

    Raises
    ------
    InputError
        If there is no such coefficient, it has no such argument or needs one, or an argument cannot be used.
    """
    chosen = arguments(name, parameters)
    return NAMED[name].prepare(ratings, **chosen, threads=threads)


def arguments(name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """All keyword arguments of the coefficient of that name but options, those not given by default.

    Raises
    ------
    InputError
        If there is no such coefficient, or it has no such argument, or needs one.
    """
    if name not in NAMED:
        what = f"there is no coefficient {name!r} here"
        raise InputError(what, fix=f"Coefficients are {', '.join(NAMED)}.")
    taken = {
        argument.name: argument.default
        for argument in signature(NAMED[name].public).parameters.values()
        if argument.kind is Parameter.KEYWORD_ONLY
    }
    unknown = sorted(set(parameters) - set(taken))
    if unknown:
        what = f"{name} has no parameter {unknown[0]!r}"
        raise InputError(what, fix=f"It has {', '.join(taken)}.")
    chosen = taken | dict(parameters)
    needed = [argument for argument, value in chosen.items() if value is Parameter.empty]
    if needed:
        what = f"{name} needs {needed[0]}="
        raise InputError(what, fix=f"Give it among its parameters, such as {{{needed[0]!r}: 'nominal'}}.")
    return chosen
