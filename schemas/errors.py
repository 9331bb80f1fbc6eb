"""The error tree. Each class has a stable `code` for metrics, dead letters and rejections.

KonteraError
├── DocumentError        the document is at fault: reject it, go on with the next
│   ├── Malformed        not well-formed XML, or bytes that contradict the encoding
│   ├── Refused          a DOCTYPE, too deep, too large: never parsed further
│   ├── Unrecognised     well-formed, but no document we know
│   ├── Unreadable       a known format, with a place that cannot be read
│   └── BadRow           a row of a CSV file
├── RecordError          a Kafka record that is not the event its topic promises
├── SettingsError        the operator's settings, files or arguments
└── Unavailable          we are at fault (broker, disk, database): try the same again later
"""

from typing import ClassVar


class KonteraError(Exception):
    """Says what happened, to which document, where in it, and what to do next."""

    code: ClassVar[str] = "error"
    retriable: ClassVar[bool] = False

    def __init__(self, message: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        at = f" at {self.place}" if self.place else ""
        then = f"; {self.remedy}" if self.remedy else ""
        return f"{self.message}{at}{then}"


class DocumentError(KonteraError):
    """The document is at fault."""

    code = "document"


class Malformed(DocumentError):
    """Not well-formed, truncated, or bytes that contradict the declared encoding."""

    code = "malformed"


class Refused(DocumentError):
    """Never parsed further: a DOCTYPE, too large, too deep."""

    code = "refused"


class Unrecognised(DocumentError):
    """Well-formed, but none of the documents in the table of formats."""

    code = "unrecognised"


class Unreadable(DocumentError):
    """A known format with a value that cannot be read, such as a date that is none."""

    code = "unreadable"


class BadRow(DocumentError):
    """A CSV file with a missing column or a row that cannot be read."""

    code = "bad-row"


class RecordError(KonteraError):
    """A Kafka record that is not the event its topic promises."""

    code = "bad-record"


class SettingsError(KonteraError):
    """A setting, file or argument of the operator's."""

    code = "settings"


class Unavailable(KonteraError):
    """Our side is at fault: broker, database, disk. The same batch again later."""

    code = "unavailable"
    retriable = True
