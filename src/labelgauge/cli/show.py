"""Reports on standard output: rich tables on a terminal, aligned plain text elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from labelgauge.report import text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from labelgauge.report.view import View


def show(view: View) -> None:
    """Print a short report.

    Parameters
    ----------
    view
        The scorecard as plain data.
    """
    show_page(text.page(view))


def show_page(page: text.Page) -> None:
    """Print a report that has been laid out.

    Parameters
    ----------
    page
        The report.
    """
    if sys.stdout.isatty():
        from rich.console import Console

        _show_rich(page, Console())
    else:
        write(text.rendered(page))


def heading(words: str) -> None:
    """Print a heading with a line below it.

    Parameters
    ----------
    words
        The heading.
    """
    write(f"\n{words}\n{'=' * min(len(words), text.WIDTH)}\n")


def write(lines: str) -> None:
    """Write text to standard output and notice at once if nobody reads it.

    Parameters
    ----------
    lines
        The text, with its final newline.
    """
    sys.stdout.write(lines)
    sys.stdout.flush()


def _show_rich(page: text.Page, console: Console) -> None:
    console.print(page.title, style="bold", markup=False, highlight=False)
    console.print(page.verdict, markup=False, highlight=False)
    for table in page.tables:
        console.print()
        console.print(_rich_table(table))
    console.print()
    for note in page.notes:
        console.print(f"note: {note}", style="yellow", markup=False, highlight=False)
    console.print(page.settings, style="dim", markup=False, highlight=False)


def _rich_table(table: text.TextTable) -> Table:
    from rich.table import Table
    from rich.text import Text

    drawn = Table(
        title=table.title, title_justify="left", title_style="bold", box=None, padding=(0, 1), header_style="dim"
    )
    drawn.caption, drawn.caption_justify = table.note or None, "left"
    for heading in table.columns:
        drawn.add_column(heading.lstrip(">"), justify="right" if heading.startswith(">") else "left")
    for row in table.rows:
        drawn.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    return drawn


_STYLES = {"critical": "bold red", "high": "yellow", "moderate": "cyan"}
