"""Documents with one thing wrong: every element of a document left out, doubled, emptied or changed in turn.

    python -m benchmarks.mutations --official DIR FILE…
    … --warnings                                           # the ids of warnings too

What a rule says of a document that its authors did not think of is where two readings of a standard part.
This prints each fatal id that we report and the official engine does not, or the other way round, with how
often and the first mutations that show it. The same documents give the same mutations, in the same order.
Mutations on which the engine gives up, or of which we say that they cannot be read, are counted apart.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from benchmarks.changes import changes_of, documents_of
from benchmarks.official import ids_of, our_findings
from services.invoice_ingest.door import tree_of
from services.invoice_ingest.envelopes import contents_of
from services.invoice_ingest.official import OfficialEngine

SHOWN = 4
_NAMESPACE = re.compile(r"\{[^}]*\}")
CANNOT_BE_READ = frozenset({"unreadable", "unrecognised", "malformed", "refused"})


@dataclass(slots=True)
class Tally:
    """What came of many mutations: how many, how many alike, and each difference with its first examples."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, side: str, ids: Iterable[str], name: str) -> None:
        """Note that only one side reports these ids."""
        for rule in sorted(ids):
            self.times[side, rule] += 1
            shown = self.examples.setdefault((side, rule), [])
            if len(shown) < SHOWN:
                shown.append(name)


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--official", type=Path, required=True, help="folder with rules.csv")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="documents to change")
    parser.add_argument(
        "--warnings", action="store_true", help="compare warnings too, not only what is fatal"
    )
    options = parser.parse_args()
    tally = Tally()
    with OfficialEngine(options.official) as engine:
        for path in options.files:
            compare(engine, path.read_bytes(), tally, options.warnings)
    show(tally)


def compare(engine: OfficialEngine, data: bytes, tally: Tally, with_warnings: bool = False) -> None:
    """Both verdicts on every mutation of a document, by the rules of the format that the document has."""
    rules = engine.verdict(data).format
    for name, changed in mutations(data):
        verdict, ours = engine.verdict(changed, rules), ids_of(our_findings(changed), with_warnings)
        official = ids_of(verdict.findings, with_warnings)
        if verdict.status != "judged" or ours & CANNOT_BE_READ:
            tally.counts["apart"] += 1
            continue
        tally.counts["alike" if ours == official else "different"] += 1
        tally.add("ours", ours - official, name)
        tally.add("official", official - ours, name)


def show(tally: Tally) -> None:
    """How many agree, and every difference, the most frequent first."""
    compared = tally.counts["alike"] + tally.counts["different"]
    print(f"{compared} mutations compared, {tally.counts['alike'] / max(compared, 1):.2%} alike;", end=" ")
    print(f"{tally.counts['apart']} not compared: the engine gave up, or we cannot read them")
    print("\n| only | id | times | for example |")
    print("|---|---|---|---|")
    for (side, rule), times in tally.times.most_common():
        print(f"| {side} | {rule} | {times} | {'; '.join(tally.examples[side, rule])} |")


def mutations(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each mutation of a file's document, without its envelope: `doubled TaxTotal[1]`."""
    root = deepcopy(contents_of(tree_of(data)).documents[0])
    paths = root.getroottree()
    for place, element in enumerate(root.iter("*")):
        where = paths.getelementpath(element)
        for name, change in changes_of(element):
            copy = deepcopy(root)
            if change(list(copy.iter("*"))[place]):
                yield f"{name} {_short(where)}", etree.tostring(copy, encoding="UTF-8")
    unchanged = etree.tostring(root, encoding="UTF-8")
    for name, changed in documents_of(root):
        if (written := etree.tostring(changed, encoding="UTF-8")) != unchanged:
            yield name, written


def _short(path: str | bytes) -> str:
    """A path of lxml's, without namespaces."""
    return _NAMESPACE.sub("", path.decode() if isinstance(path, bytes) else path)


if __name__ == "__main__":
    main()
