"""The review pages over a store in a file, driven as a browser without JavaScript would."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
from fastapi import FastAPI
from lxml import html

from schemas.coding import ReviewRequested
from schemas.review import ReviewDecided
from services.review.app import build_app
from services.review.store import Learned, Outcome, SqliteReviewStore
from services.review.web import Person
from tests.builders import NOW


@dataclass(frozen=True)
class Site:
    """The pages, the store under them, and what was submitted."""

    client: httpx.Client
    store: SqliteReviewStore
    submitted: list[ReviewDecided]

    def page(self, address: str = "/", **headers: str) -> "Page":
        """What a browser gets at an address."""
        return Page(self.client.get(address, headers=headers))

    def invoice(self, invoice_id: UUID) -> "Page":
        """The page of an invoice, in English."""
        return self.page(f"/invoices/{invoice_id}")

    def send(self, page: "Page", **changed: str) -> "Page":
        """What comes of sending the form of a page with some fields changed; redirects are followed."""
        return self.post(page.action, {**page.fields, "action": "save", **changed})

    def post(self, address: str, fields: dict[str, str], **headers: str) -> "Page":
        """What comes of sending these fields."""
        return Page(self.client.post(address, data=fields, headers=headers))


class Page:
    """A response, read as HTML."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.tree = html.fromstring(response.text)

    @property
    def text(self) -> str:
        """What a reader sees of the main part, white space made one."""
        return " ".join(self.tree.xpath("string(//main)").split())

    def texts(self, path: str) -> list[str]:
        """The text of every element at an XPath."""
        return [" ".join(element.text_content().split()) for element in self.tree.xpath(path)]

    @property
    def form(self) -> html.FormElement:
        """The form of an invoice."""
        form = self.tree.get_element_by_id("coding")
        assert isinstance(form, html.FormElement)
        return form

    @property
    def action(self) -> str:
        """Where the form is sent."""
        return str(self.form.get("action"))

    @property
    def fields(self) -> dict[str, str]:
        """What the form would send as it stands, without a button."""
        return dict(self.form.form_values())


class Directly(httpx.BaseTransport):
    """Hands requests to an application in this process; starlette's own client wants another httpx."""

    def __init__(self, app: FastAPI) -> None:
        self.asgi = httpx.ASGITransport(app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's response, read to its end."""

        async def answer() -> httpx.Response:
            response = await self.asgi.handle_async_request(request)
            return httpx.Response(
                response.status_code, headers=response.headers, content=await response.aread()
            )

        return asyncio.run(answer())


def a_client(app: FastAPI) -> httpx.Client:
    """A browser on this machine whose reader wants English."""
    return httpx.Client(
        transport=Directly(app),
        base_url="http://localhost",
        headers={"Accept-Language": "en"},
        follow_redirects=True,
    )


@contextmanager
def a_site(
    folder: Path, requests: Sequence[ReviewRequested] = (), person: Person | None = None
) -> Iterator[Site]:
    """The pages with these invoices waiting, at `NOW`, in English unless asked otherwise."""
    store = SqliteReviewStore.open(folder / "review.db")
    store.put(requests)
    submitted: list[ReviewDecided] = []

    def submit(decision: ReviewDecided) -> Learned:
        submitted.append(decision)
        outcome = store.decide(decision, publish=False)
        return Learned(store.alike(decision.key) if outcome is Outcome.RECORDED else 0, outcome)

    app = build_app(store, submit, lambda: NOW, person)
    try:
        with a_client(app) as client:
            yield Site(client, store, submitted)
    finally:
        store.close()
