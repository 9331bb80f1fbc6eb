"""`kontera …`: a module for each command, imported when its command is called.

Exit codes: 0 all is well; 1 the work was done and something needs a person's attention (it is said what);
2 it could not be done (wrong arguments, settings or files; the message says what, where and what to do);
130 it was interrupted.
"""

import ast
import sys
from importlib import import_module
from importlib.resources import files

import typer

from schemas.errors import KonteraError

COMMANDS = ("demo", "run", "check", "rules", "respond", "train", "explain", "serve", "doctor")
GROUPS = ("worker", "topics")
INTERRUPTED = 130


def build_app(wanted: str | None = None) -> typer.Typer:
    """The command line with the command that is `wanted`; else with a line on each, none of them imported."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(
        help="Codes e-invoices: reads, links to orders and contracts, releases or suggests a coding."
    )(_nothing)
    if wanted in COMMANDS:
        app.command(wanted)(getattr(import_module(f"services.cli.{wanted}"), wanted))
    elif wanted in GROUPS:
        app.add_typer(import_module(f"services.cli.{wanted}").app, name=wanted)
    else:
        for name in (*COMMANDS, *GROUPS):
            app.command(name, help=said_of(name))(_nothing)
    return app


def said_of(name: str) -> str:
    """What a command does, in the first line of its module, which is read and not run."""
    source = files(__name__).joinpath(f"{name}.py").read_text(encoding="utf-8")
    line = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    said = line.partition(": ")[2]
    return said[:1].upper() + said[1:]


def main() -> None:
    """Run the command line; an error of Kontera's is a sentence on stderr and exit code 2."""
    try:
        build_app(next((word for word in sys.argv[1:] if not word.startswith("-")), None))()
    except KonteraError as error:
        print(f"kontera: {error.code}: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("kontera: interrupted; the same command goes on where this one stopped", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has seen enough, as `head` does
        sys.stderr.close()
        sys.exit(0)


def _nothing() -> None:
    """Typer makes a program with one command a program without commands, unless it has a callback."""
