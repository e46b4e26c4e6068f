"""``labelgauge demo``: the example data that comes with the package, scored."""

from __future__ import annotations

from labelgauge.cli.options import Quiet

PAIRS = (
    (
        "1 of 2: COCO's annotations of 158 images, judged against the same after people reviewed them.",
        "coco_reviewed/reviewed.json.gz",
        "coco_reviewed/original.json.gz",
    ),
    (
        "2 of 2: the same annotations, the left side of each polygon pulled out by 5 % of its width.",
        "coco_reviewed/original.json.gz",
        "coco_loosened/loosened.json.gz",
    ),
)
"""What it says about each pair, its gold and its candidate file."""


def demo(quiet: Quiet = False) -> None:
    """Score the example data that comes with labelgauge: real annotations, before and after people reviewed them."""
    from contextlib import ExitStack
    from importlib import resources

    from labelgauge.cli import run, show
    from labelgauge.report.view import view

    examples = resources.files("labelgauge.examples")
    with ExitStack() as stack:
        for words, gold, candidate in PAIRS:
            paths = [stack.enter_context(resources.as_file(examples.joinpath(name))) for name in (gold, candidate)]
            card = run.scorecard(*paths, quiet=quiet, lenient=False, threads=1, settings={})
            if not quiet:
                show.heading(words)
                show.show(view(card.to_dict()))
        if not quiet:
            show.heading("Now with your own files:")
            show.write(_next_steps(str(paths[0].parents[1])))


def _next_steps(folder: str) -> str:
    return (
        "  labelgauge score gold.json candidate.json                   the same report\n"
        "  labelgauge score gold.json candidate.json --json card.json  every number, with its evidence\n"
        "  labelgauge score gold.json candidate.json --csv tables      every image and annotation, as CSV\n"
        f"The files above are in {folder}\n"
    )
