"""The command line as a whole: its help, and names that are no commands."""

import subprocess
import sys

import pytest

from services.cli import COMMANDS, GROUPS, said_of
from tests.commands import kontera


def test_the_help_says_a_line_on_every_command() -> None:
    said = kontera("--help")
    assert said.code == 0
    rows = {line.split()[1] for line in said.out.splitlines() if line.startswith("│ ")}
    assert rows >= {*COMMANDS, *GROUPS}
    assert "in words" in said_of("rules")


def test_the_help_is_there_at_once_because_no_command_is_imported() -> None:
    program = (
        "import sys; sys.argv[1:] = ['--help']; from services.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'lxml', 'sklearn', 'pydantic', 'services.runtime'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_what_a_command_does_is_a_sentence(name: str) -> None:
    assert said_of(name)[0].isupper()
    assert said_of(name).endswith(".")


def test_a_command_behind_two_dashes_is_that_command() -> None:
    assert kontera("--", "check", "nowhere.xml").code == 2


def test_a_name_that_is_no_command_is_an_error() -> None:
    said = kontera("chekc")
    assert said.code == 2
    assert "chekc" in said.err
