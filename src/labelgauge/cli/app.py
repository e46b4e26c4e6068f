"""The labelgauge command: its sub-commands, and how errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from labelgauge.cli import agree, demo, evaluate, score, selfcheck, volumes
from labelgauge.cli.wording import in_options
from labelgauge.errors import LabelGaugeError, NotEnoughDataError

COULD_NOT_RUN = 2
NOT_ENOUGH_DATA = 3
INTERRUPTED = 130  # as shells report a process that Ctrl-C ended
READER_GONE = 141  # as shells report a process that wrote into a closed pipe


class _Command(TyperGroup):
    """The whole command line; whatever a sub-command raises on purpose ends in one message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except NotEnoughDataError as error:
            _fail(self._worded(error, ctx), NOT_ENOUGH_DATA)
        except LabelGaugeError as error:
            _fail(self._worded(error, ctx), COULD_NOT_RUN)
        except KeyboardInterrupt:
            _fail("interrupted", INTERRUPTED)
        except BrokenPipeError:
            _silence_stdout()
            sys.exit(READER_GONE)
        except MemoryError:
            _fail("out of memory", COULD_NOT_RUN)
        except OSError as error:
            _fail(str(error), COULD_NOT_RUN)

    def _worded(self, error: LabelGaugeError, ctx: Any) -> str:
        """What an error says, in terms of the sub-command's options."""
        command = self.commands.get(ctx.invoked_subcommand, self)
        options = {each.name: each.opts[0] for each in command.params if each.name and each.opts[0].startswith("--")}
        return in_options(str(error), options)


app = typer.Typer(
    name="labelgauge",
    cls=_Command,
    help="Measures the quality of labels: who made which error, how far off, and how sure that is.",
    epilog="Exit codes: 0 it ran, whatever it found; 1 a check failed; 2 it could not run; 3 not enough data.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("score")(score.score)
app.command("volumes")(volumes.volumes)
app.command("agree")(agree.agree)
app.command("eval")(evaluate.evaluate)
app.command("selfcheck")(selfcheck.selfcheck)


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show version and instruction set.")] = False,
) -> None:
    if version:
        _show_version()
        raise typer.Exit


def _show_version() -> None:
    from labelgauge import __version__
    from labelgauge.kernels import _execution

    used, supported = _execution.instruction_set(), ", ".join(_execution.supported_instruction_sets())
    typer.echo(f"labelgauge {__version__} (instruction set: {used}; this CPU can run: {supported})")


def main() -> None:
    """Run the command line and end the process with its exit code.

    Raises
    ------
    SystemExit
        Always: 0 it ran, 1 a check failed, 2 it could not run, 3 not enough data, 130 Ctrl-C, 141 the reader of its
        output went away.
    """
    try:
        app()
    except Exception:
        traceback.print_exc()
        _fail("this is a bug in labelgauge; please report it with the lines above", COULD_NOT_RUN)


def _fail(message: str, code: int) -> NoReturn:
    print(f"labelgauge: {message}", file=sys.stderr)
    sys.exit(code)


def _silence_stdout() -> None:
    """Let the interpreter flush its standard output at exit without complaint, now that nobody reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
