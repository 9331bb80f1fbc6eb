"""The review pages as a web application, and the worker that serves them beside Kafka."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from functools import partial

from aiokafka.errors import KafkaError
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from faststream.kafka import KafkaBroker
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from schemas.errors import Unavailable
from schemas.review import ReviewDecided
from services.review.handlers import Pages, Submit
from services.review.relay import Intake, Relay, subscribe
from services.review.store import Learned, Outcome, ReviewStore, SqliteReviewStore
from services.review.web import HERE, Person, safely
from services.runtime import kafka, logs, metrics, web
from services.runtime.clock import clock
from services.runtime.health import Health
from services.runtime.settings import Settings

SERVICE = "review"
LOOPBACK = ("localhost", "127.0.0.1")

Readiness = Callable[[], tuple[bool, str]]
"""Whether the process does its work, and the reason in a sentence."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_app(
    store: ReviewStore,
    submit: Submit,
    clock: Callable[[], datetime],
    person: Person | None = None,
    *,
    hosts: Sequence[str] = LOOPBACK,
    readiness: Readiness | None = None,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """The pages over a store. `hosts` are the names they answer to: a foreign name is a rebinding attack."""
    app = FastAPI(title="Kontera review", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    pages = Pages(store, submit, clock, person or Person())
    invoice = "/invoices/{invoice_id:uuid}"
    app.add_api_route("/", pages.queue, methods=["GET"], response_class=HTMLResponse)
    app.add_api_route(invoice, pages.invoice, methods=["GET"], response_class=HTMLResponse)
    app.add_api_route(invoice, pages.save, methods=["POST"], response_class=HTMLResponse)
    app.add_exception_handler(StarletteHTTPException, pages.refused)
    app.add_exception_handler(Unavailable, pages.unavailable)
    _add_probes(app, store, readiness or (lambda: (True, f"{store.size()} invoices wait")))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.middleware("http")(safely)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return app


def build_worker(settings: Settings) -> FastAPI:
    """The pages with their own store, fed from Kafka; it connects when it is started."""
    log = logs.configure(settings, SERVICE)
    now = clock(settings)
    broker = kafka.build_broker(settings.kafka, SERVICE)
    health = Health(SERVICE, settings.metrics.stalled_after_ms / 1_000)
    store = SqliteReviewStore.open(settings.review_database)
    publish = partial(kafka.publish, broker)
    subscribe(broker, Intake(publish, store, settings.kafka, health))
    relay = Relay(publish, store, settings.kafka, now, log)

    def submit(decision: ReviewDecided) -> Learned:
        outcome = store.decide(decision, publish=True)
        return Learned(store.alike(decision.key) if outcome is Outcome.RECORDED else 0, outcome)

    return build_app(
        store,
        submit,
        now,
        Person(settings.review.user, settings.review.user_header),
        hosts=settings.review.hosts,
        readiness=health.readiness,
        lifespan=_lifespan(broker, relay, store, settings),
    )


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Exit code 1 where the broker or the port cannot be had."""
    web.serve(build_worker(settings), settings.review.host, settings.review.port)


def _add_probes(app: FastAPI, store: ReviewStore, readiness: Readiness) -> None:
    @app.get("/livez")
    def livez() -> PlainTextResponse:
        return PlainTextResponse("alive\n")

    @app.get("/readyz")
    def readyz() -> PlainTextResponse:
        ready, reason = readiness()
        return PlainTextResponse(f"{reason}\n", 200 if ready else 503)

    @app.get("/metrics")
    def exposition() -> Response:
        metrics.review_queue.set(store.size())
        return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)


def _lifespan(broker: KafkaBroker, relay: Relay, store: SqliteReviewStore, settings: Settings) -> Lifespan:
    """Connected, and publishing what is decided, while the app runs."""

    @asynccontextmanager
    async def connected(_app: FastAPI) -> AsyncIterator[None]:
        try:
            await broker.start()
        except KafkaError as error:
            raise Unavailable(
                f"the broker does not answer ({error})",
                place=settings.kafka.bootstrap_servers,
                remedy="start it (make kafka), or correct KONTERA_KAFKA__BOOTSTRAP_SERVERS",
            ) from error
        publishing = asyncio.create_task(relay.run())
        relay.log.info("started", port=settings.review.port, servers=settings.kafka.bootstrap_servers)
        try:
            yield
        finally:
            publishing.cancel()
            with suppress(asyncio.CancelledError):
                await publishing
            await broker.stop()
            store.close()

    return connected
