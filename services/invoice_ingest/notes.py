"""What is noticed while a document is read: findings with their place, and embedded files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from lxml.etree import _Element

from schemas.errors import Unreadable
from schemas.invoice import Finding
from services.invoice_ingest.door.attachments import Attachments, Embedded

SHOWN = 100
"""Characters of a bad value that a finding repeats."""
ROOM = 100_000
"""Lines, allowances, notes and other repeated things that one document may have, all together: each becomes
a model of a thousand bytes, so what costs a sender nothing must not cost us gigabytes."""
MOST = 1000
"""Findings of one document that are told in full."""

PATIENCE = 10_000_000
"""Siblings that are looked through for positions, all together; places that come later have none."""


@dataclass(slots=True)
class EncodedObject:
    """A file of an ObjectEnvelope, still encoded."""

    object_id: str
    document_id: str | None
    element: _Element
    filename: str | None
    mime_type: str | None


@dataclass(slots=True)
class Notes:
    """The margin beside one business document: findings and files gather here while its tree is walked."""

    root: _Element
    objects: Sequence[EncodedObject] = ()
    alone: bool = True
    attachments: Attachments = field(default_factory=Attachments)
    findings: list[Finding] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list)
    _room: int = ROOM
    _counted: dict[str, tuple[_Element, int]] = field(default_factory=dict)
    _family: tuple[_Element | None, int] = (None, 0)
    _patience: int = PATIENCE

    def unreadable(self, element: _Element, message: str, remedy: str) -> None:
        """Note a value that cannot be read; the invoice cannot be accepted."""
        if len(self.findings) > MOST:
            return
        if len(self.findings) == MOST:
            message = f"more than {MOST} values are bad, and the others are not listed"
        self.findings.append(
            Finding(
                rule=Unreadable.code,
                severity="fatal",
                message=message,
                place=self.place_of(element),
                value=(element.text or "").strip()[:SHOWN],
                remedy=remedy,
            )
        )

    def has_room(self, element: _Element) -> bool:
        """Whether one more repeated thing may be kept; the first that may not is a finding."""
        self._room -= 1
        if self._room == -1:
            self.unreadable(element, f"the document has more than {ROOM} parts", "send several documents")
        return self._room >= 0

    def has_room_for(self, number: int) -> bool:
        """Whether so many repeated things may be kept; none of them is, where there are too many."""
        if self._room < number:
            return False
        self._room -= number
        return True

    def embed(self, element: _Element, filename: str | None, mime_type: str | None) -> Embedded | None:
        """The file that an element holds as base64, kept; None, with a finding, where it is no base64."""
        try:
            file = self.attachments.take(element, filename, mime_type)
        except ValueError as error:
            message = f"the file in {local_name(element)} is not base64: {error}"
            self.unreadable(element, message, "send the invoice again with the whole file")
            return None
        self.embedded.append(file)
        return file

    def place_of(self, element: _Element) -> str:
        """The path from the business document to an element: `/Invoice/InvoiceLine[3]/Note`."""
        steps: list[str] = []
        here: _Element | None = element
        while here is not None:
            steps.append(local_name(here) + self._position(here))
            if here is self.root:
                break
            here = here.getparent()
        return "/" + "/".join(reversed(steps))

    def _position(self, element: _Element) -> str:
        """`[n]` where siblings have the same name, else nothing."""
        tag = tag_of(element)
        number = self._number(element, tag)
        self._counted[tag] = (element, number)
        return "" if number == 0 or (number == 1 and self._is_alone(element, tag)) else f"[{number}]"

    def _number(self, element: _Element, tag: str) -> int:
        """The how-manieth of its name it is. Counting goes on from the last one asked for: places are asked
        for in document order, and to begin anew for each would be quadratic in a hostile document."""
        last, number = self._counted.get(tag, (None, 0))
        if last is element:
            return number
        if last is not None and last.getparent() is element.getparent():
            for sibling in last.itersiblings(tag):
                number += 1
                if sibling is element:
                    return number
        if not self._may_look_through(element):
            return 0
        return 1 + sum(1 for _ in element.itersiblings(tag, preceding=True))

    def _is_alone(self, element: _Element, tag: str) -> bool:
        """Whether no sibling after it has its name."""
        return self._may_look_through(element) and next(element.itersiblings(tag), None) is None

    def _may_look_through(self, element: _Element) -> bool:
        """Whether there is patience left to look at each of its siblings."""
        parent = element.getparent()
        if parent is not None and parent is not self._family[0]:
            self._family = parent, len(parent)  # which goes through all of them, every time
        self._patience -= 0 if parent is None else self._family[1]
        return self._patience >= 0


def local_name(element: _Element) -> str:
    """The name without its namespace."""
    return tag_of(element).rpartition("}")[2]


def tag_of(element: _Element) -> str:
    """The name with its namespace, `{namespace}name`: the parser keeps nothing but elements."""
    return cast(str, element.tag)
