"""A folder in which documents arrive as files. A file is acknowledged by moving it to `done/` beside it.

`failed/` has those that broke the service, to be moved back once it is mended.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import Unavailable

DONE, FAILED = "done", "failed"
LARGE = 1 << 20
"""Bytes of a file from which it is not read into memory but from where it lies."""
UNFINISHED = (".tmp", ".part", ".filepart")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is whole: its path, and its bytes unless it is large."""

    path: Path
    data: bytes | None


class Inbox:
    """The files of one folder, in the order of their names; folders inside it are left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[str, tuple[int, int]] = {}

    def whole(self) -> list[Path]:
        """Files that did not change since they were last looked at, so that nobody is still writing them.

        Hidden files and those with a sender's suffix for unfinished ones are left.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            found = {entry.name: _shape(entry) for entry in os.scandir(self.folder) if _is_document(entry)}
        except OSError as error:
            raise self._unavailable(error) from error
        before, self._seen = self._seen, found
        return [self.folder / name for name in sorted(found) if before.get(name) == found[name]]

    def read(self, paths: list[Path]) -> Iterator[Arrived]:
        """These files with their bytes; one that somebody took away meanwhile is passed over."""
        for path in paths:
            try:
                yield Arrived(path, path.read_bytes() if path.stat().st_size <= LARGE else None)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._unavailable(error) from error

    def acknowledge(self, path: Path, to: str = DONE) -> None:
        """Move a file to a folder beside it; where one of that name is there, a number is put before it."""
        done = self.folder / to
        try:
            done.mkdir(exist_ok=True)
            target, again = done / path.name, 1
            while target.exists():
                again += 1
                target = done / f"{again}-{path.name}"
            path.rename(target)
        except OSError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: OSError) -> Unavailable:
        return Unavailable(
            f"the inbox cannot be used ({error.strerror})",
            place=str(error.filename or self.folder),
            remedy="let this process read and move files there, or correct KONTERA_INGEST__INBOX",
        )


def _is_document(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return not name.startswith(".") and not name.endswith(UNFINISHED) and entry.is_file(follow_symlinks=False)


def _shape(entry: os.DirEntry[str]) -> tuple[int, int]:
    stat = entry.stat(follow_symlinks=False)
    return stat.st_size, stat.st_mtime_ns
