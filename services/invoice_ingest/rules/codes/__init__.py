"""The code lists of the rules: one text file each, whose first lines say where the codes come from."""

from functools import cache
from importlib.resources import files


@cache
def codes(name: str) -> frozenset[str]:
    """The codes of a list, by the name of its file without `.txt`."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(code for line in text.splitlines() if not line.startswith("#") for code in line.split())
