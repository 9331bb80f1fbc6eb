"""A transactional service as a process: logs, health, signals, and an exit code for whoever supervises it."""

import gc
import signal
from threading import Event as Flag
from types import FrameType
from typing import Any

from kafka.errors import KafkaError
from structlog.typing import FilteringBoundLogger

from schemas.errors import Unavailable
from services.runtime import health, logs
from services.runtime.outcomes import Service
from services.runtime.reaching import reach
from services.runtime.settings import Settings
from services.runtime.snapshots import Snapshots
from services.runtime.transactions import Fenced, Worker

FAILED, FENCED = 1, 3
"""Exit codes: see the log; another worker has this slot. 4 is `transactions.STUCK`."""


def run(service: Service[Any, Any], settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. SystemExit with one of the codes above where that was not the end of it.

    SettingsError where something must be set right first.
    """
    log = logs.configure(settings, service.name)
    stop = Flag()
    _on_signals(stop, log)
    state = health.Health(service.name, settings.metrics.stalled_after_ms / 1_000)
    with health.serve(settings.metrics, state) as port:
        log.info("started", port=port, servers=settings.kafka.bootstrap_servers)
        try:
            _work(service, settings, state, log, stop)
        except Fenced as error:
            log.error("fenced", message=str(error))
            raise SystemExit(FENCED) from error
        except Unavailable as error:
            log.error("unavailable", message=str(error))
            raise SystemExit(FAILED) from error
    log.info("stopped")


def _work(
    service: Service[Any, Any],
    settings: Settings,
    state: health.Health,
    log: FilteringBoundLogger,
    stop: Flag,
) -> None:
    snapshots = Snapshots(settings.data_folder, service.name)
    reach(settings.kafka)
    try:
        worker = Worker(service, settings.kafka, snapshots, state, log)
    except KafkaError as error:
        raise Unavailable(
            f"the broker does not answer ({error})",
            place=settings.kafka.bootstrap_servers,
            remedy="start it (make kafka), or correct KONTERA_KAFKA__BOOTSTRAP_SERVERS",
        ) from error
    gc.freeze()  # modules and model stay for ever: no need to look through them again and again
    try:
        worker.run(stop.is_set)
    finally:
        worker.close()


def _on_signals(stop: Flag, log: FilteringBoundLogger) -> None:
    """Finish the batch, then stop."""

    def asked(number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
