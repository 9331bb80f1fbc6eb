"""Snapshots of partition state on this worker's disk: a cache that saves replaying the whole changelog.

A snapshot may be lost or broken at any time; it is then as if it had never been written. It names the
changelog it belongs to by that topic's id, so that a topic made anew is not mistaken for the old one.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from schemas.base import Frozen


class Header(Frozen):
    """The first line of a snapshot file, as JSON."""

    format: int = 1
    changelog_id: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state as bytes, and the offset in its changelog from which replay goes on."""

    offset: int
    state: bytes


class Snapshots:
    """The snapshot files of one service, one for each partition."""

    def __init__(self, data_folder: Path, service: str) -> None:
        self.folder = data_folder / "snapshots" / service

    def write(self, partition: int, changelog_id: str, snapshot: Snapshot) -> None:
        """Replace the partition's snapshot: then the old one or the new one is there, never half of one."""
        digest = hashlib.sha256(snapshot.state).hexdigest()
        header = Header(changelog_id=changelog_id, offset=snapshot.offset, sha256=digest)
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"{partition}.{os.getpid()}.tmp"
        with fresh.open("wb") as file:
            file.write(header.model_dump_json().encode() + b"\n" + snapshot.state)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path(partition))

    def read(self, partition: int, changelog_id: str) -> Snapshot | None:
        """The partition's snapshot, or None where there is none that is whole and of this changelog."""
        try:
            first, _, state = self._path(partition).read_bytes().partition(b"\n")
            header = Header.model_validate_json(first)
        except (FileNotFoundError, ValidationError):
            return None
        whole = hashlib.sha256(state).hexdigest() == header.sha256
        if not whole or header.format != 1 or header.changelog_id != changelog_id:
            return None
        return Snapshot(header.offset, state)

    def discard(self, partition: int) -> None:
        """Remove the partition's snapshot, if there is one."""
        self._path(partition).unlink(missing_ok=True)

    def _path(self, partition: int) -> Path:
        return self.folder / f"{partition}.snapshot"
