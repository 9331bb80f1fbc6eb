"""The bytes of every document, kept on disk under their hash: `documents/ab/<sha256>`.

Written before a document is acknowledged. The same bytes are one file, however often they arrive.
"""

import hashlib
import os
from pathlib import Path

from schemas.errors import Unavailable


class Documents:
    """A folder of documents, addressed by content."""

    def __init__(self, data_folder: Path) -> None:
        self.folder = data_folder / "documents"

    def put(self, data: bytes) -> str:
        """The sha256 of `data`, which is on disk when this returns. Unavailable where the disk refuses."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        try:
            if not path.is_file():
                _write(path, data)
        except OSError as error:
            raise Unavailable(
                f"the document cannot be kept ({error.strerror})",
                place=str(path),
                remedy="make room on the disk, or correct KONTERA_DATA_FOLDER",
            ) from error
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes with this sha256, or None where they were never kept."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def path(self, digest: str) -> Path:
        """Where the bytes with this sha256 are, or would be."""
        return self.folder / digest[:2] / digest


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, and safe from a power cut: the folder's entry is synced too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
