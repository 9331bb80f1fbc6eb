"""The wire to the official engine's process."""

import io

from hypothesis import given
from hypothesis import strategies as st

from services.invoice_ingest.official.process import receive, send

bodies = st.lists(st.binary(max_size=50), max_size=4)


def on_the_wire(parts: list[bytes]) -> bytes:
    stream = io.BytesIO()
    send(stream, {"status": "judged"}, *parts)
    return stream.getvalue()


@given(bodies)
def test_what_is_sent_is_received(parts: list[bytes]) -> None:
    received = receive(io.BytesIO(on_the_wire(parts) + b"more"))
    assert received is not None
    assert received[0]["status"] == "judged"
    assert received[1] == parts


@given(bodies, st.data())
def test_a_message_that_breaks_off_is_none(parts: list[bytes], data: st.DataObject) -> None:
    whole = on_the_wire(parts)
    assert receive(io.BytesIO(whole[: data.draw(st.integers(0, len(whole) - 1))])) is None
