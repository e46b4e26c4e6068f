"""Score-free matching of two raters: who corresponds to whom, and what became of every annotation.

Pairs come from four rounds. Each is an assignment of the largest summed IoU among annotations still free, over pairs of

1. the same class with IoU >= `iou`,
2. another class with IoU >= `iou`,
3. the same class with IoU >= `floor`,
4. another class with IoU >= `floor`;

ties go to the smallest list of (gold, candidate), so nothing depends on the order of the input. IoU is rounded to
multiples of 2^-40 in these sums, which makes them, and their ties, exact.

A pair of one class is a `match` (IoU >= `location`) or a `location` error; one of two classes is a `class` error
(IoU >= `iou`) or `both`. An annotation without a partner takes the first that applies.

Candidates: `absorbed`, at least half of it lies in one gold crowd of its class; `duplicate`, IoU >= `iou` with a gold
of any class that has a partner; `split`, at least half of it lies in one gold of its class that has a partner or holds
at least half of another candidate of that class without a partner; `spurious`.

Golds: `absorbed`, at least half of it lies in one candidate crowd of its class; `merge`, at least half of it lies in
one candidate of its class, no crowd, that has a partner or holds at least half of another gold of that class;
`missing`.

An annotation without a partner that is such a container takes `merge` or `split` itself. Last, where the other side did
not label a class exhaustively (see `labelgauge.matching.federated`), annotations of that class without a partner are
`unjudged` unless absorbed. Crowd annotations take no part except to absorb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels.assign import MAX_WEIGHT, assign_pairs
from labelgauge.matching import outcomes
from labelgauge.matching.edges import Edges

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]
ClassUse = Literal["lenient", "strict", "ignore"]


@dataclass(frozen=True, slots=True)
class Labels:
    """What matching needs to know of one side's annotations besides their geometry.

    Parameters
    ----------
    class_index
        int64 (n,), in one numbering for both sides.
    crowd
        bool (n,), crowd regions.
    judged
        bool (n,), whether the other side labelled this annotation's class exhaustively on its image.
    """

    class_index: Ints
    crowd: Bools
    judged: Bools

    def __len__(self) -> int:
        return len(self.class_index)


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of matching.

    Parameters
    ----------
    iou
        IoU from which two annotations are about the same object.
    location
        IoU from which a pair of one class is a match.
    floor
        Least IoU of a pair.
    class_use
        ``"lenient"``: all four rounds. ``"strict"``: pairs of one class only. ``"ignore"``: all classes count as equal.
    """

    iou: float = 0.5
    location: float = 0.75
    floor: float = 0.1
    class_use: ClassUse = "lenient"


@dataclass(frozen=True, slots=True)
class Matching:
    """Partners and outcomes of both sides.

    Parameters
    ----------
    gold_partner, candidate_partner
        int64 (n,) and (m,), position of the partner on the other side, -1 where there is none.
    gold_outcome, candidate_outcome
        uint8, codes of `labelgauge.matching.outcomes`; both annotations of a pair have the pair's.
    gold_related, candidate_related
        int64, for annotations without a partner: the annotation of the other side that explains the outcome (the crowd
        that absorbs it, the gold it duplicates, the container it is a part of), -1 where there is none.
    """

    gold_partner: Ints
    candidate_partner: Ints
    gold_outcome: Codes
    candidate_outcome: Codes
    gold_related: Ints
    candidate_related: Ints


def match_pairs(gold: Labels, candidate: Labels, edges: Edges, rules: Rules, *, threads: int = 1) -> Matching:
    """Match two raters' annotations and name the outcome of each.

    Parameters
    ----------
    gold, candidate
        Labels of both sides. Within an image, annotations are in the order that breaks ties (that of their ids).
    edges
        All pairs that share area, from `labelgauge.matching.edges.find_edges`.
    rules
        Thresholds and the use of classes.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Matching
        A partner or none, and an outcome, for every annotation. No annotations give empty arrays.
    """
    same = gold.class_index[edges.gold] == candidate.class_index[edges.candidate]
    if rules.class_use == "ignore":
        same = np.ones(len(edges), dtype=np.bool_)
    gold_partner = _assign_in_rounds(gold, candidate, edges, same, rules, threads)
    paired = np.flatnonzero(gold_partner >= 0)
    candidate_partner = np.full(len(candidate), -1, dtype=np.int64)
    candidate_partner[gold_partner[paired]] = paired

    gold_outcome, candidate_outcome, gold_related, candidate_related = _without_partner(
        gold, candidate, edges, same, rules, (gold_partner, candidate_partner)
    )
    pair_edges = edges.find(paired, gold_partner[paired], len(candidate))
    gold_outcome[paired] = _pair_outcomes(edges.iou[pair_edges], same[pair_edges], rules)
    candidate_outcome[gold_partner[paired]] = gold_outcome[paired]
    return Matching(gold_partner, candidate_partner, gold_outcome, candidate_outcome, gold_related, candidate_related)


def _assign_in_rounds(gold: Labels, candidate: Labels, edges: Edges, same: Bools, rules: Rules, threads: int) -> Ints:
    partner = np.full(len(gold), -1, dtype=np.int64)
    gold_free, candidate_free = ~gold.crowd, ~candidate.crowd
    weight = np.maximum(np.rint(edges.iou * MAX_WEIGHT).astype(np.int64), 1)
    rounds = [(same, rules.iou), (~same, rules.iou), (same, rules.floor), (~same, rules.floor)]
    for allowed, threshold in rounds[::2] if rules.class_use == "strict" else rounds:
        free = gold_free[edges.gold] & candidate_free[edges.candidate]
        chosen = np.flatnonzero(free & allowed & (edges.iou >= threshold))
        found = assign_pairs(
            edges.gold[chosen], edges.candidate[chosen], weight[chosen], len(gold), len(candidate), threads=threads
        )
        new = np.flatnonzero(found >= 0)
        partner[new] = found[new]
        gold_free[new] = False
        candidate_free[found[new]] = False
    return partner


def _pair_outcomes(iou: Floats, same: Bools, rules: Rules) -> Codes:
    of_one_class = np.where(iou >= rules.location, outcomes.MATCH, outcomes.LOCATION)
    of_two_classes = np.where(iou >= rules.iou, outcomes.CLASS, outcomes.BOTH)
    return np.where(same, of_one_class, of_two_classes).astype(np.uint8)


def _without_partner(
    gold: Labels, candidate: Labels, edges: Edges, same: Bools, rules: Rules, partners: tuple[Ints, Ints]
) -> tuple[Codes, Codes, Ints, Ints]:
    """Outcomes and related annotations of everything, as if nothing was paired but `partners`."""
    g, c = edges.gold, edges.candidate
    gold_paired, candidate_paired = partners[0] >= 0, partners[1] >= 0
    gold_lone, candidate_lone = ~gold_paired & ~gold.crowd, ~candidate_paired & ~candidate.crowd
    in_gold = same & candidate_lone[c] & (edges.of_candidate >= 0.5)
    in_candidate = same & ~gold.crowd[g] & (edges.of_gold >= 0.5)

    parts = in_gold & ~gold.crowd[g]
    split = parts & (gold_paired[g] | (np.bincount(g[parts], minlength=len(gold))[g] >= 2))
    duplicate = candidate_lone[c] & gold_paired[g] & (edges.iou >= rules.iou)
    candidate_outcome = np.full(len(candidate), outcomes.SPURIOUS, dtype=np.uint8)
    candidate_related = np.full(len(candidate), -1, dtype=np.int64)
    for outcome, holds, share in (
        (outcomes.SPLIT, split, edges.of_candidate),
        (outcomes.DUPLICATE, duplicate, edges.iou),
        (outcomes.ABSORBED, in_gold & gold.crowd[g], edges.of_candidate),
    ):
        _name(candidate_outcome, candidate_related, outcome, c[holds], g[holds], share[holds])

    parts = in_candidate & ~candidate.crowd[c]
    merge = parts & gold_lone[g] & (candidate_paired[c] | (np.bincount(c[parts], minlength=len(candidate))[c] >= 2))
    absorbed = in_candidate & gold_lone[g] & candidate.crowd[c]
    gold_outcome = np.full(len(gold), outcomes.MISSING, dtype=np.uint8)
    gold_related = np.full(len(gold), -1, dtype=np.int64)
    for outcome, holds in ((outcomes.MERGE, merge), (outcomes.ABSORBED, absorbed)):
        _name(gold_outcome, gold_related, outcome, g[holds], c[holds], edges.of_gold[holds])

    split_containers = g[split & (candidate_outcome[c] == outcomes.SPLIT) & gold_lone[g]]
    merge_containers = c[merge & (gold_outcome[g] == outcomes.MERGE) & candidate_lone[c]]
    _name_containers(gold_outcome, gold_related, outcomes.SPLIT, split_containers)
    _name_containers(candidate_outcome, candidate_related, outcomes.MERGE, merge_containers)
    for labels, codes in ((gold, gold_outcome), (candidate, candidate_outcome)):
        codes[~labels.judged & (codes != outcomes.ABSORBED)] = outcomes.UNJUDGED
        codes[labels.crowd] = outcomes.CROWD
    return gold_outcome, candidate_outcome, gold_related, candidate_related


def _name(outcome: Codes, related: Ints, name: int, own: Ints, other: Ints, share: Floats) -> None:
    """Give annotations `own` an outcome; of several others that explain it, the largest share wins, then the first."""
    order = np.lexsort((other, -share, own))
    named, first = np.unique(own[order], return_index=True)
    outcome[named] = name
    related[named] = other[order][first]


def _name_containers(outcome: Codes, related: Ints, name: int, containers: Ints) -> None:
    outcome[containers] = name
    related[containers] = -1
