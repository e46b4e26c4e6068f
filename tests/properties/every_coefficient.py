"""Every public coefficient of agreement by a name, so that laws and bad input are tried on all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

import labelgauge as lg
from labelgauge.agreement.icc import FORMS
from labelgauge.agreement.pairwise import PairwiseAgreement

Function = Callable[..., Any]

CHANCE: Mapping[str, Function] = {
    "percent_agreement": lg.percent_agreement,
    "fleiss_kappa": lg.fleiss_kappa,
    "fleiss_kappa, pooled": partial(lg.fleiss_kappa, pooling="count", weights="quadratic"),
    "gwet_ac": lg.gwet_ac,
    "gwet_ac, paired": partial(lg.gwet_ac, pooling="paired", weights="linear"),
    "brennan_prediger": lg.brennan_prediger,
}
"""Of any number of raters, whoever they are."""

ALPHAS: Mapping[str, Function] = {
    f"krippendorff_alpha, {level}": partial(lg.krippendorff_alpha, level=level)
    for level in ("nominal", "ordinal", "interval", "ratio", "circular", "bipolar")
}

IDENTIFIED: Mapping[str, Function] = {
    "conger_kappa": lg.conger_kappa,
    "conger_kappa, quadratic": partial(lg.conger_kappa, weights="quadratic"),
    "light_kappa": lg.light_kappa,
    "light_kappa, by overlap": partial(lg.light_kappa, average="overlap", weights="linear"),
    "hubert_kappa": lg.hubert_kappa,
}
"""Of any number of raters, of whom it is known who rated what."""

OF_TWO: Mapping[str, Function] = {
    "cohen_kappa": lg.cohen_kappa,
    "cohen_kappa, linear": partial(lg.cohen_kappa, weights="linear"),
    "scott_pi": lg.scott_pi,
}
"""Of two raters, with intervals of all kinds."""

OF_CATEGORIES: Mapping[str, Function] = {**CHANCE, **ALPHAS, **IDENTIFIED, **OF_TWO}

OF_NUMBERS: Mapping[str, Function] = {
    **{f"icc, {form}": partial(lg.icc, form=form) for form in FORMS},
    "icc, complete units": partial(lg.icc, form="A,1", missing="drop"),
    "concordance": lg.concordance,
    "bland_altman": lg.bland_altman,
    "kendall_w": lg.kendall_w,
}
"""Of numbers or ranks, which have no bootstrap."""

EVERY: Mapping[str, Function] = {**OF_CATEGORIES, **OF_NUMBERS}

PAIRWISE = ("cohen_kappa", "scott_pi", "gwet_ac", "brennan_prediger", "percent_agreement")


def bits(found: Any) -> str:
    """All numbers of a result, so that two are alike if and only if these are; NaN is like NaN."""
    if isinstance(found, PairwiseAgreement):
        columns = (found.first, found.second, found.n, found.values, found.low, found.high, found.components)
        return repr([np.asarray(column).tolist() for column in columns])
    return repr({name: getattr(found, name) for name in type(found).__dataclass_fields__ if name != "parameters"})
