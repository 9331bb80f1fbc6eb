"""Bytes kept on disk under their hash: documents in `documents/ab/<sha256>`, their files in `attachments/`.

Written before a document is acknowledged. The same bytes are one file, however often they arrive. What is
large comes in pieces, through a writer, and is read back as a stream.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from schemas.errors import Unavailable

PIECE = 1 << 20
FORGOTTEN_S = 86_400
"""Age from which an unfinished file is one that a killed process left behind."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are kept: the hash they are found under, and how many they are."""

    sha256: str
    size: int


class Folder:
    """A folder of files that are addressed by content. Each method: Unavailable where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unfinished = folder.with_name("unfinished")
        _sweep(self.unfinished)

    def put(self, data: bytes) -> str:
        """The sha256 of `data`, which is on disk when this returns."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.path(digest).is_file():
            writer = self.open()
            writer.write(data)
            writer.commit(digest)
        return digest

    def put_stream(self, source: BinaryIO, most: int) -> Kept:
        """What at most so many bytes of a stream are kept as; they are on disk when this returns."""
        writer, digest, size = self.open(), hashlib.sha256(), 0
        try:
            while size < most and (piece := source.read(min(PIECE, most - size))):
                digest.update(piece)
                writer.write(piece)
                size += len(piece)
            writer.commit(digest.hexdigest())
        finally:
            writer.discard()
        return Kept(digest.hexdigest(), size)

    def open(self) -> "Writer":
        """A writer for bytes that come in pieces; nothing is on disk before the first."""
        return Writer(self)

    def get(self, digest: str) -> bytes | None:
        """The bytes with this sha256, or None where they were never kept."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def source(self, digest: str) -> BinaryIO:
        """The bytes with this sha256 as a stream."""
        with _on_disk(self.path(digest)):
            return self.path(digest).open("rb")

    def path(self, digest: str) -> Path:
        """Where the bytes with this sha256 are, or would be."""
        return self.folder / digest[:2] / digest


class Documents(Folder):
    """The bytes of every document."""

    def __init__(self, data_folder: Path) -> None:
        super().__init__(data_folder / "documents")


class Attachments(Folder):
    """The files that stood inside documents: what `Attachment.sha256` of an event leads to."""

    def __init__(self, data_folder: Path) -> None:
        super().__init__(data_folder / "attachments")


class Writer:
    """Bytes on their way into a folder: all of them or nothing."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._path: Path | None = None

    def write(self, data: bytes, /) -> None:
        """Add bytes. The file is closed in between: a document may have a thousand attachments."""
        with _on_disk(self._folder.unfinished):
            if self._path is None:
                self._folder.unfinished.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(dir=self._folder.unfinished)
                os.close(handle)
                self._path = Path(name)
            with self._path.open("ab") as file:
                file.write(data)

    def commit(self, sha256: str) -> None:
        """Keep what was written under its hash, safe from a power cut: the folder's entry is synced too."""
        if self._path is None:
            self.write(b"")
        assert self._path is not None
        target = self._folder.path(sha256)
        with _on_disk(target):
            if target.is_file():
                self.discard()
                return
            _sync(self._path)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._path.chmod(0o644)
            self._path.replace(target)
            self._path = None
            _sync(target.parent)

    def discard(self) -> None:
        """Keep nothing of it. Harmless after commit."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what a killed process left behind."""
    if folder.is_dir():
        for entry in os.scandir(folder):
            with suppress(FileNotFoundError):  # another process finished it, or swept it away
                if entry.stat().st_mtime < time.time() - FORGOTTEN_S:
                    os.unlink(entry.path)


@contextmanager
def _on_disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"the document cannot be kept ({error.strerror})",
            place=str(path),
            remedy="make room on the disk, or correct KONTERA_DATA_FOLDER",
        ) from error
