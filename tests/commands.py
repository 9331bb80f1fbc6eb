"""The command line as a person uses it, without starting a process for each call."""

import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from unittest import mock

from services.cli import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def kontera(*arguments: str) -> Said:
    """Run `kontera …`."""
    out, err = StringIO(), StringIO()
    code: int | str | None = 0
    with mock.patch.object(sys, "argv", ["kontera", *arguments]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Said(code if isinstance(code, int) else 0 if code is None else 1, out.getvalue(), err.getvalue())
