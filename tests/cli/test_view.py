"""The report's plain data and its words."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from labelgauge.report import sentences, text
from labelgauge.report.view import HEADLINE, SIDES, view


def a_card(handmade: SimpleNamespace, **values: Any) -> dict[str, Any]:
    counts = {"match": 90, "merge": 3, "missing": 4, "absorbed": 2}
    return handmade.card(
        [
            handmade.group("overall", "overall", counts, **values),
            handmade.group("class", "ant", {"match": 60, "spurious": 1}),
            handmade.group("class", "bee", {"match": 20, "missing": 4, "merge": 3}),
            handmade.group("class", "cow", {"match": 10, "absorbed": 2}),
            handmade.group("size", "small", {"match": 90}),
            handmade.group("size", "large", {}),
        ]
    )


def test_every_headline_number_carries_its_evidence(handmade: SimpleNamespace) -> None:
    shown = view(a_card(handmade, recall=0.9375))
    assert [number.name for number in shown.headline] == list(HEADLINE)
    recall = shown.headline[0]
    assert (recall.value, recall.n, recall.method) == (0.9375, 10, "bootstrap")
    assert (recall.low, recall.high) == (0.8875, 0.9875)


def test_verdict_says_what_is_found_and_what_costs_most(handmade: SimpleNamespace) -> None:
    shown = view(a_card(handmade, recall=0.9375, precision=0.981, mean_iou=0.9, offset_left=0.047, offset_top=0.0))
    assert shown.verdict.startswith(
        "The candidate has 93.8 % of 10 gold annotations; 98.1 % of its own 10 are in gold."
    )
    # 4 missing weigh 4.0 and 3 merges 2.1
    assert shown.verdict.endswith("Most costly error: missing, 4 times (in gold, not in the candidate).")


def test_weights_decide_what_costs_most(handmade: SimpleNamespace) -> None:
    card = a_card(handmade)
    card["parameters"]["severities"]["merge"]["weight"] = 2.0
    assert "Most costly error: merge, 3 times" in view(card).verdict


def test_perfect_card(handmade: SimpleNamespace) -> None:
    shown = view(handmade.card([handmade.group("overall", "overall", {"match": 5}, recall=1.0, precision=1.0)]))
    assert shown.verdict.endswith("No errors.")
    assert shown.classes == ()


def test_classes_come_worst_first_and_ties_by_name(handmade: SimpleNamespace) -> None:
    shown = view(a_card(handmade))
    assert [group.name for group in shown.classes] == ["bee", "ant", "cow"]
    assert shown.classes[0].errors == (("missing", 4), ("merge", 3))
    assert shown.classes[0].weighted_errors == pytest.approx(4 * 1.0 + 3 * 0.7)
    assert shown.classes[2].errors == ()  # absorbed is no error


def test_undefined_numbers_stay_undefined(handmade: SimpleNamespace) -> None:
    undefined = dict.fromkeys(["recall", "precision", "mean_iou", *(f"offset_{side}" for side in SIDES)])
    shown = view(handmade.card([handmade.group("overall", "overall", {}, **undefined)]))
    assert shown.verdict == (
        "There are no gold annotations to find; it has no annotations that could be judged. No errors."
    )
    assert {side.reading for side in shown.sides} == {"not measured: no pairs"}
    lines = text.plain(shown).splitlines()
    assert next(line for line in lines if "recall" in line).split()[:4] == ["recall", "-", "no", "pairs"]
    assert not any("Which side" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "value", "low", "high", "words"),
    [
        ("left", 0.0312, 0.02, 0.04, "left side 3.1 % of the width too loose"),
        ("right", -0.02, -0.03, -0.01, "right side 2.0 % of the width too tight"),
        ("top", 0.05, 0.04, 0.06, "top side 5.0 % of the height too loose"),
        ("bottom", 0.05, -0.01, 0.11, "no clear bias"),
        ("bottom", 0.0004, 0.0003, 0.0005, "no clear bias"),
        ("left", 0.0, 0.0, 0.0, "no clear bias"),
        ("left", 0.03, None, None, "left side 3.0 % of the width too loose (no interval)"),
        ("left", 0.0, None, None, "no clear bias"),
        ("left", None, None, None, "not measured: no pairs"),
    ],
)
def test_sides_in_words(name: str, value: float | None, low: float | None, high: float | None, words: str) -> None:
    assert sentences.side(name, value, low, high) == words


def test_a_wrong_side_is_in_the_verdict(handmade: SimpleNamespace) -> None:
    card = a_card(handmade, offset_left=0.1, offset_top=0.0, offset_right=0.0, offset_bottom=-0.2, mean_iou=0.81)
    words = "mean IoU of 0.810: left side 10.0 % of the width too loose, bottom side 20.0 % of the height too tight."
    assert words in view(card).verdict


@pytest.mark.parametrize(
    ("name", "value", "low", "high", "label", "words"),
    [
        ("mean_nsd_2", 0.9, 0.8, 1.0, "NSD at 2 px", "of both outlines, at most 2 px from the other"),
        ("mean_nsd_0.5", 0.9, 0.8, 1.0, "NSD at 0.5 px", "of both outlines, at most 0.5 px from the other"),
        ("mean_hd95_px", 3.0, 2.0, 4.0, "HD95", "px; 95 % of each outline is no farther from the other"),
        ("mean_assd_px", 3.0, 2.0, 4.0, "ASSD", "px; mean distance of both outlines"),
        ("surface_bias_px", -0.5, -0.7, -0.3, "bias", "outlines 0.50 px too tight"),
        ("surface_bias_left_px", 1.25, 1.0, 1.5, "bias, left side", "left outlines 1.25 px too loose"),
        ("surface_bias_top_px", 1.25, -0.1, 2.0, "bias, top side", "no clear bias"),
        ("surface_bias_top_px", 0.004, 0.003, 0.005, "bias, top side", "no clear bias"),
        ("surface_bias_top_px", 1.25, None, None, "bias, top side", "top outlines 1.25 px too loose (no interval)"),
    ],
)
def test_outlines_in_words(
    name: str, value: float, low: float | None, high: float | None, label: str, words: str
) -> None:
    assert sentences.outline(name, value, low, high) == (label, words)


def outlined(handmade: SimpleNamespace, n: int) -> dict[str, Any]:
    """A card with outlines of so many pairs, which are 0.25 px apart and 1.5 px too far left."""
    overall = handmade.group("overall", "overall", {"match": 10})
    values = {"mean_nsd_1": 0.5, "nsd_1_p50": 0.5, "mean_assd_px": 0.25, "surface_bias_left_px": 1.5}
    status = {} if n else {"status": "no_mask_pairs"}
    overall["metrics"] += [handmade.metric(name, value if n else None, n) | status for name, value in values.items()]
    made: dict[str, Any] = handmade.card([overall])
    made["parameters"]["surface"] = {"tolerances_px": [1.0], "convention": "deepmind", "spacing_px": [1.0, 1.0]}
    return made


def test_outlines_have_a_table_of_their_own(handmade: SimpleNamespace) -> None:
    shown = view(outlined(handmade, 10))
    assert [number.name for number in shown.outlines] == ["mean_nsd_1", "mean_assd_px", "surface_bias_left_px"]
    lines = text.plain(shown).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Outlines of pairs with masks"))
    assert [" ".join(line.split()) for line in lines[start + 2 : start + 5]] == [
        "NSD at 1 px 0.500 0.450 to 0.550 10 of both outlines, at most 1 px from the other",
        "ASSD 0.250 0.200 to 0.300 10 px; mean distance of both outlines",
        "bias, left side +1.50 +1.45 to +1.55 10 left outlines 1.50 px too loose",
    ]
    assert shown.notes == ()


def test_no_outlines_are_noted_once_and_have_no_table(handmade: SimpleNamespace) -> None:
    shown = view(outlined(handmade, 0))
    assert shown.notes == ("No pair of one class has masks of one size on both sides: no outlines were measured.",)
    assert "Outlines of pairs" not in text.plain(shown)
    assert view(a_card(handmade)).outlines == ()


def test_pairs_too_large_are_noted_and_are_no_pairs_without_masks(handmade: SimpleNamespace) -> None:
    words = "were not measured, since the masks are too large for that; crop them, or split their images into tiles."
    card = outlined(handmade, 10)
    card["groups"][0]["n_surface_too_large"] = 1200
    assert view(card).notes == (f"Outlines of 1,200 pairs {words}",)
    card = outlined(handmade, 0)
    card["groups"][0]["n_surface_too_large"] = 1
    for metric in card["groups"][0]["metrics"]:
        metric["status"] = metric["status"].replace("no_mask_pairs", "too_large")
    assert view(card).notes == (f"Outlines of 1 pair {words}",)


def test_classes_have_the_first_nsd_and_hd95_of_outlines(handmade: SimpleNamespace) -> None:
    names = ("mean_nsd_0.5", "mean_nsd_2", "mean_hd95_px", "mean_assd_px")
    groups = [handmade.group("overall", "overall", {"match": 9}), handmade.group("class", "ant", {"missing": 9})]
    for group, values in zip(groups, ((0.1, 0.2, 3.0, 4.0), (0.5, 0.6, 7.0, None)), strict=True):
        group["metrics"] += [handmade.metric(*pair) for pair in zip(names, values, strict=True)]
    groups.append(handmade.group("class", "bee", {"match": 9}))
    groups[2]["metrics"] += [handmade.metric(name, None) for name in names]
    card = outlined(handmade, 10)
    card["groups"] = groups
    table = next(table for table in text.tables(view(card)) if table.title.startswith("Classes"))
    assert table.columns[-4:] == (">mean IoU", ">NSD at 0.5 px", ">HD95", "errors")
    assert [row[-4:] for row in table.rows] == [("0.500", "0.500", "7.000", "missing 9"), ("0.500", "-", "-", "")]


def test_notes_tell_what_was_left_out(handmade: SimpleNamespace) -> None:
    card = handmade.card([handmade.group("overall", "overall", {"match": 1})], notes=("2 images are only in gold.",))
    card["findings"] = {
        "gold": {"self_intersecting": 12, "tiny": 0},
        "candidate": {},
        "skipped": {"gold": 0, "candidate": 1},
    }
    assert view(card).notes == (
        "2 images are only in gold.",
        "gold, worth a look: 12 × self intersecting.",
        "candidate: 1 annotation could not be read and took no part.",
    )


def test_a_card_read_back_from_json_gives_the_same_view(handmade: SimpleNamespace) -> None:
    card = a_card(handmade)
    assert view(json.loads(json.dumps(card))) == view(card)


def test_plain_text_keeps_to_its_width(handmade: SimpleNamespace) -> None:
    rendered = text.plain(view(a_card(handmade, mean_iou=0.9, offset_left=0.047)))
    assert max(len(line) for line in rendered.splitlines()) <= text.WIDTH
    assert rendered.endswith("labelgauge 1.2.3\n")


def test_columns_of_plain_tables_line_up(handmade: SimpleNamespace) -> None:
    lines = text.plain(view(a_card(handmade))).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Classes"))
    header, *rows = lines[start + 1 : start + 5]
    end = header.index("gold") + len("gold")
    assert [row[:end].split() for row in rows] == [["bee", "27"], ["ant", "61"], ["cow", "12"]]


def test_empty_bins_are_left_out_and_many_classes_cut(handmade: SimpleNamespace) -> None:
    assert "large" not in text.plain(view(a_card(handmade)))
    classes = [handmade.group("class", f"class {i:02}", {"missing": 1}) for i in range(13)]
    rendered = text.plain(view(handmade.card([handmade.group("overall", "overall", {"missing": 13}), *classes])))
    assert "class 09" in rendered
    assert "class 10" not in rendered
    assert "and 3 more; all of them: --csv or --json" in rendered


def test_plain_report_word_for_word(handmade: SimpleNamespace) -> None:
    golden = Path(__file__).with_name("golden_report.txt").read_text(encoding="utf-8")
    card = a_card(handmade, recall=0.9375, precision=0.981, mean_iou=0.9, offset_left=0.1, offset_top=0.0, f1=None)
    card["alignment"]["notes"] = ["2 images are only in gold."]
    assert text.plain(view(card)) == golden
