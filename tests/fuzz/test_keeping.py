"""What a fuzzer finds is kept, printed, and can be read again."""

import base64
from pathlib import Path

import pytest

from tests.fuzz import keeping
from tests.fuzz.keeping import SMALL, keep, told


def test_a_small_input_is_kept_and_printed_whole(tmp_path: Path) -> None:
    path = keep(b"<a/>", tmp_path)
    assert path.read_bytes() == b"<a/>"
    assert str(path) in told(path)
    assert base64.b64decode(told(path).splitlines()[-1]) == b"<a/>"


def test_of_a_large_input_only_the_place_is_printed(tmp_path: Path) -> None:
    path = keep(b"x" * (SMALL + 1), tmp_path)
    assert len(told(path)) < 1000


def test_a_kept_input_is_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = keep(b"<a/>", tmp_path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.argv", ["keeping", str(path)])
        keeping.main()
    assert capsys.readouterr().out == f"{path}: unrecognised\n"
