"""`kontera …`: a module for each command.

Exit codes: 0 all is well; 1 the work was done and something needs a person's attention (it is said what);
2 it could not be done (wrong arguments, settings or files; the message says what, where and what to do).
"""

import sys

import typer

from schemas.errors import KonteraError
from services.cli import check, demo, doctor, explain, run, serve, topics, train, worker

app = typer.Typer(
    help="Codes e-invoices: reads them, links them to orders and contracts, suggests or releases a coding.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("check")(check.check)
app.command("train")(train.train)
app.command("explain")(explain.explain)
app.command("serve")(serve.serve)
app.command("doctor")(doctor.doctor)
app.add_typer(worker.app, name="worker")
app.add_typer(topics.app, name="topics")


def main() -> None:
    """Run the command line; an error of Kontera's is a sentence on stderr and exit code 2."""
    try:
        app()
    except KonteraError as error:
        print(f"kontera: {error.code}: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has seen enough, as `head` does
        sys.stderr.close()
        sys.exit(0)
