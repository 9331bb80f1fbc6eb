"""Every regular file of a folder, in a fixed order, and nothing else."""

import os
from pathlib import Path

import pytest

from schemas.errors import SettingsError
from services.runtime.folders import files_under


def write(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()


def test_every_regular_file_is_found_in_the_order_of_paths_and_hidden_ones_are_left(tmp_path: Path) -> None:
    write(tmp_path / "b", "b.xml", "a.xml")
    write(tmp_path, "z.xml", ".part")
    assert [path.relative_to(tmp_path).as_posix() for path in files_under(tmp_path)] == [
        "b/a.xml",
        "b/b.xml",
        "z.xml",
    ]


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    assert files_under(tmp_path) == []


def test_a_folder_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="neither a folder nor a file"):
        files_under(tmp_path / "nowhere")
