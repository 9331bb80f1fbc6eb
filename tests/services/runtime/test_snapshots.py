import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.snapshots import Snapshot, Snapshots


@given(st.binary(max_size=2_000), st.integers(0, 2**40))
def test_a_snapshot_reads_back_as_written(state: bytes, offset: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        snapshots = Snapshots(Path(folder), "matcher")
        snapshots.write(3, "topic-id", Snapshot(offset, state))
        assert snapshots.read(3, "topic-id") == Snapshot(offset, state)


def test_a_later_snapshot_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "matcher")
    snapshots.write(0, "id", Snapshot(1, b"one"))
    snapshots.write(0, "id", Snapshot(2, b"two"))
    assert snapshots.read(0, "id") == Snapshot(2, b"two")
    assert [path.name for path in snapshots.folder.iterdir()] == ["0.snapshot"]


def test_services_and_partitions_do_not_share_snapshots(tmp_path: Path) -> None:
    Snapshots(tmp_path, "matcher").write(0, "id", Snapshot(1, b"one"))
    assert Snapshots(tmp_path, "matcher").read(1, "id") is None
    assert Snapshots(tmp_path, "coder").read(0, "id") is None


def test_a_snapshot_of_a_topic_made_anew_does_not_count(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "matcher")
    snapshots.write(0, "the old topic", Snapshot(1, b"one"))
    assert snapshots.read(0, "the new topic") is None


@pytest.mark.parametrize("keep", [0, 1, 40, -1], ids=["empty", "one byte", "half a header", "a byte short"])
def test_a_broken_file_is_as_if_it_were_not_there(tmp_path: Path, keep: int) -> None:
    snapshots = Snapshots(tmp_path, "matcher")
    snapshots.write(0, "id", Snapshot(1, b"a state"))
    file = snapshots.folder / "0.snapshot"
    file.write_bytes(file.read_bytes()[:keep])
    assert snapshots.read(0, "id") is None


def test_a_discarded_snapshot_is_gone(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, "matcher")
    snapshots.write(0, "id", Snapshot(1, b"a state"))
    snapshots.discard(0)
    snapshots.discard(0)
    assert snapshots.read(0, "id") is None
