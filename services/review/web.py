"""What every page needs of HTTP: safe headers, forms that only our pages can send, a language, a person."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.review.formatting import Language
from services.review.translations import Words, language_of

HERE = Path(__file__).parent
LONGEST_FORM = 2_000_000
"""Bytes of a sent form: an invoice of a thousand lines in four dimensions has half a million."""

LANGUAGE_COOKIE, CSRF_COOKIE = "kontera_language", "kontera_form"
A_YEAR = 365 * 24 * 3600
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Respond = Callable[[Request], Awaitable[Response]]


async def safely(request: Request, respond: Respond) -> Response:
    """The response with headers that let a browser run and load nothing but our own files."""
    response = await respond(request)
    for name, value in HEADERS.items():
        response.headers[name] = value
    if not request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


async def form_fields(request: Request) -> dict[str, str]:
    """The fields of a sent form, the last of each name. HTTPException 413 where it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Person:
    """How to tell who sits there: by a header of a trusted proxy where one is named, else one fixed name."""

    name: str = "accountant"
    header: str | None = None

    def of(self, request: Request) -> str:
        """The person's name. HTTPException 401 where the proxy does not say."""
        name = self.name if self.header is None else request.headers.get(self.header, "").strip()
        if not name or len(name) > 200:
            raise HTTPException(401)
        return name


def is_foreign(request: Request) -> bool:
    """Whether a browser says that another site sent this form."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def has_token(request: Request, fields: Mapping[str, str]) -> bool:
    """Whether the form carries the token of the cookie, which another site can neither read nor set."""
    cookie = request.cookies.get(CSRF_COOKIE, "")
    return len(cookie) >= 32 and compare_digest(cookie.encode(), fields.get("csrf", "").encode())


def words_of(request: Request) -> Words:
    """The texts in the reader's language."""
    return Words(
        language_of(
            request.query_params.get("lang"),
            request.cookies.get(LANGUAGE_COOKIE),
            request.headers.get("accept-language"),
        )
    )


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This page in a language."""

    code: str
    name: str
    href: str
    current: bool


class Renderer:
    """Makes pages of templates and values, in the reader's language, with cookies for language and forms."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def __call__(
        self, request: Request, template: str, *, status: int = 200, user: str = "", **values: Any
    ) -> HTMLResponse:
        """The page; `values` are what the template names."""
        words = words_of(request)
        token = request.cookies.get(CSRF_COOKIE, "")
        token = token if len(token) >= 32 else secrets.token_urlsafe(32)
        text = self._templates.get_template(template).render(
            t=words, user=user, csrf=token, languages=_language_links(request, words.language), **values
        )
        response = HTMLResponse(text, status)
        secure = request.url.scheme == "https"
        response.set_cookie(CSRF_COOKIE, token, httponly=True, samesite="lax", secure=secure)
        if request.query_params.get("lang") in list(Language):
            response.set_cookie(
                LANGUAGE_COOKIE, words.language, max_age=A_YEAR, httponly=True, samesite="lax", secure=secure
            )
        return response


def _language_links(request: Request, current: Language) -> list[LanguageLink]:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [
        LanguageLink(
            language.value,
            Words(language)("language.name"),
            "?" + urlencode([*kept, ("lang", language.value)]),
            language is current,
        )
        for language in Language
    ]
