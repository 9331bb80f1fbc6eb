"""Log lines for machines: one JSON object each, an event name and fields, on stderr.

Ids, counts and durations only, never the contents of a document: more people read a log than an invoice.
"""

import logging
import sys
import traceback
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

from services.runtime.settings import Settings


def configure(settings: Settings, service: str, stream: TextIO | None = None) -> FilteringBoundLogger:
    """The logger of a process, bound to service and slot; warnings of libraries come out as JSON too."""
    out = stream or sys.stderr
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, _without_message, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    _route_libraries(shared, service, out)
    logger: FilteringBoundLogger = structlog.get_logger(service=service, slot=settings.kafka.slot)
    return logger


def innermost(error: BaseException) -> str:
    """Where an exception was raised: `coding.py:41 in code`.

    Its message stays out of the log, since it may repeat what stands in a document.
    """
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}" if frames else "?"


def _without_message(_logger: object, _method: str, event: EventDict) -> EventDict:
    """An exception as its kind and place."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        return {**event, "error": type(error).__name__, "at": innermost(error)}
    return event


def _route_libraries(shared: list[Processor], service: str, out: TextIO) -> None:
    """What Kafka clients and uvicorn log: same stream, same shape, warnings and worse."""

    def named(_logger: object, _method: str, event: EventDict) -> EventDict:
        record = event["_record"]
        return {**event, "service": service, "library": record.name}

    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, named],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_message,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # It warns of every batch that took longer than 100 ms to put together.
    logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)
