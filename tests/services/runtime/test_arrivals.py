from pathlib import Path

import pytest

from schemas.errors import Unavailable
from services.runtime.arrivals import Inbox


def test_a_file_is_whole_when_it_did_not_change_between_two_looks(tmp_path: Path) -> None:
    inbox, file = Inbox(tmp_path), tmp_path / "a.xml"
    file.write_bytes(b"<half")
    assert inbox.whole() == []
    file.write_bytes(b"<half/>")
    assert inbox.whole() == []
    assert inbox.whole() == [file]


def test_files_come_in_the_order_of_their_names_and_unfinished_ones_do_not(tmp_path: Path) -> None:
    for name in ("b.xml", "a.xml", ".hidden", "c.xml.part", "d.tmp"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.xml").symlink_to(tmp_path / "a.xml")
    inbox = Inbox(tmp_path)
    inbox.whole()
    assert [path.name for path in inbox.whole()] == ["a.xml", "b.xml"]


def test_a_file_that_was_taken_away_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"a")
    read = Inbox(tmp_path).read([tmp_path / "gone.xml", tmp_path / "a.xml"])
    assert [(one.path.name, one.data) for one in read] == [("a.xml", b"a")]


def test_an_acknowledged_file_is_moved_and_none_is_written_over(tmp_path: Path) -> None:
    inbox, file = Inbox(tmp_path), tmp_path / "a.xml"
    for content in (b"first", b"second", b"third"):
        file.write_bytes(content)
        inbox.acknowledge(file)
    done = {path.name: path.read_bytes() for path in (tmp_path / "done").iterdir()}
    assert done == {"a.xml": b"first", "2-a.xml": b"second", "3-a.xml": b"third"}
    assert inbox.whole() == []


def test_the_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    assert Inbox(tmp_path / "in" / "box").whole() == []


def test_a_folder_that_cannot_be_used_says_which_setting_to_correct(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("a file")
    with pytest.raises(Unavailable, match="KONTERA_INGEST__INBOX"):
        Inbox(tmp_path / "inbox").whole()
