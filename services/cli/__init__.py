"""`kontera …`: a module for each command, imported when its command is called.

Exit codes: 0 all is well; 1 the work was done and something needs a person's attention (it is said what);
2 it could not be done (wrong arguments, settings or files; the message says what, where and what to do);
130 it was interrupted.
"""

import sys
from importlib import import_module

import typer

from schemas.errors import KonteraError

COMMANDS = ("demo", "run", "check", "rules", "respond", "train", "explain", "serve", "doctor")
GROUPS = ("worker", "topics")
INTERRUPTED = 130


def build_app(wanted: str | None = None) -> typer.Typer:
    """The command line; of a command that is `wanted` that one alone, so that it starts at once."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(
        help="Codes e-invoices: reads, links to orders and contracts, releases or suggests a coding."
    )(_nothing)
    alone = wanted in (*COMMANDS, *GROUPS)
    for name in COMMANDS:
        if not alone or name == wanted:
            app.command(name)(getattr(import_module(f"services.cli.{name}"), name))
    for name in GROUPS:
        if not alone or name == wanted:
            app.add_typer(import_module(f"services.cli.{name}").app, name=name)
    return app


def main() -> None:
    """Run the command line; an error of Kontera's is a sentence on stderr and exit code 2."""
    try:
        build_app(next(iter(sys.argv[1:]), None))()
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
