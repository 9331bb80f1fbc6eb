"""`kontera worker …`: one service of the distributed way of running, until it is stopped.

Each command imports its service when it is called: a matcher need not load what a coder is made of.
"""

import typer

from services.runtime import settings as runtime_settings
from services.runtime import topics
from services.runtime.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    help="Run one service against Kafka. Settings are environment variables; `kontera doctor` lists them. "
    "Start several of a service to share its partitions, each with its own KONTERA_KAFKA__SLOT.",
)


@app.command("ingest")
def ingest_() -> None:
    """Read documents (HTTP, topic, folder); publish invoices, orders, contracts and rejections."""
    from services.invoice_ingest import app as ingest

    ingest.run(_with_broker())


@app.command("matcher")
def matcher_() -> None:
    """Hold invoices against orders, contracts and earlier invoices."""
    from services.matcher import app as matcher

    matcher.run(runtime_settings.load())


@app.command("coder")
def coder_() -> None:
    """Suggest and release codings; learn from decisions."""
    from services.coder import app as coder

    coder.run(runtime_settings.load())


@app.command("responder")
def responder_() -> None:
    """Tell senders of Peppol invoices what became of them; only with KONTERA_RESPONSES=all."""
    from services.responder import app as responder

    responder.run(runtime_settings.load())


@app.command("review")
def review_() -> None:
    """Serve the pages on which people decide, and publish what they decided."""
    from services.review import app as review

    review.run(_with_broker())


def _with_broker() -> Settings:
    """The settings, once their broker answers: inside a web server its silence would be a traceback."""
    settings = runtime_settings.load()
    topics.answering(settings.kafka)
    return settings
