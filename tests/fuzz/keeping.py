"""An input that a fuzzer found: kept, printed whole where it is small, and how to read it again.

python -m tests.fuzz.keeping FILE...      reads them again, with every check
python -m tests.fuzz.keeping -            the same of base64 on standard input
"""

import base64
import os
import sys
from hashlib import sha256
from pathlib import Path

from tests.fuzz.reading import check_reading

FOLDER = Path(os.environ.get("KONTERA_FUZZ_FOLDER", ".cache/fuzz"))
SMALL = 60_000
"""Bytes of an input that is printed."""


def keep(data: bytes, folder: Path = FOLDER) -> Path:
    """The file in which an input is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"crash-{sha256(data).hexdigest()[:16]}"
    path.write_bytes(data)
    return path


def told(path: Path) -> str:
    """What is printed of a kept input."""
    data = path.read_bytes()
    said = [f"kept in {path}; read it again with: python -m tests.fuzz.keeping {path}"]
    if len(data) <= SMALL:
        said += ["or with: base64 of it | python -m tests.fuzz.keeping -", base64.b64encode(data).decode()]
    return "\n".join(said)


def main() -> None:
    """Read kept inputs again."""
    for name in sys.argv[1:]:
        data = base64.b64decode(sys.stdin.buffer.read()) if name == "-" else Path(name).read_bytes()
        print(f"{name}: {check_reading(data).status}")


if __name__ == "__main__":
    main()
