"""What a rule of a document other than an invoice is: an id, a sentence, and where the document breaks it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from schemas.party import Party
from services.invoice_ingest.rules.rule import Place, Severity, written

Document = TypeVar("Document")


@dataclass(frozen=True, slots=True)
class PaperRule(Generic[Document]):
    """One rule on one kind of document, under its official id."""

    id: str
    severity: Severity
    text: str
    check: Callable[[Document], Iterable[Place]]


def fatal(id: str, text: str, check: Callable[[Document], Iterable[Place]]) -> PaperRule[Document]:
    """A rule whose breach refuses the document."""
    return PaperRule(id, "fatal", text, check)


def warning(id: str, text: str, check: Callable[[Document], Iterable[Place]]) -> PaperRule[Document]:
    """A rule whose breach is only told."""
    return PaperRule(id, "warning", text, check)


class Line(Protocol):
    """Whatever has an id."""

    @property
    def id(self) -> str:
        """The line's id; empty where it has none."""
        ...


def repeated(lines: Sequence[Line], term: str) -> Iterator[Place]:
    """A place for each line that shares its id with another, or has none."""
    counts = Counter(line.id for line in lines)
    for number, line in enumerate(lines, 1):
        if not line.id or counts[line.id] > 1:
            yield Place(f"{term}[{number}]/ID", line.id or None)


def at(term: str, value: object = None, right: object = None) -> Place:
    """A place with the value found there, and what would be right."""
    return Place(term, written(value), written(right))


def is_named(party: Party) -> bool:
    """Whether a party has a name or an identifier of its own; its endpoint is an address, not a name."""
    return bool(party.name or party.trading_name or party.ids)
