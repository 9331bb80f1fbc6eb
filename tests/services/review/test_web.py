"""Who sits there, and whose form it is."""

import pytest
from fastapi import HTTPException, Request

from services.review.web import CSRF_COOKIE, Person, has_token, is_foreign

TOKEN = "t" * 43


def a_http_request(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": pairs, "method": "GET", "path": "/", "query_string": b""})


def test_without_a_header_to_trust_it_is_always_the_same_person() -> None:
    assert Person("anna").of(a_http_request(x_remote_user="mallory")) == "anna"


def test_with_one_it_is_whom_the_proxy_names() -> None:
    assert Person("anna", "X-Remote-User").of(a_http_request(**{"x-remote-user": " bo "})) == "bo"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(HTTPException) as refused:
        Person(header="X-Remote-User").of(a_http_request(**{"x-remote-user": name}))
    assert refused.value.status_code == 401


@pytest.mark.parametrize(
    ("cookie", "field", "ours"),
    [(TOKEN, TOKEN, True), (TOKEN, "x" * 43, False), (TOKEN, "", False), ("", "", False), ("å", "å", False)],
)
def test_a_form_is_ours_where_it_carries_the_cookies_token(cookie: str, field: str, ours: bool) -> None:
    request = a_http_request(cookie=f"{CSRF_COOKIE}={cookie}")
    assert has_token(request, {"csrf": field}) is ours


@pytest.mark.parametrize(
    ("site", "foreign"),
    [("same-origin", False), ("none", False), ("same-site", True), ("cross-site", True)],
)
def test_a_browser_says_which_site_sent_a_form(site: str, foreign: bool) -> None:
    assert is_foreign(a_http_request(**{"sec-fetch-site": site})) is foreign


def test_a_browser_too_old_to_say_is_held_to_the_token() -> None:
    assert not is_foreign(a_http_request())
