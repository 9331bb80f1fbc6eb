"""What was told outlives a restart, and other bytes are refused."""

from uuid import UUID

import pytest

from schemas.errors import SettingsError
from services.responder.state import Change, Told
from services.responder.telling import tell
from tests.builders import an_invoice
from tests.responding_builders import coded, requested


def after(*changes: Change) -> Told:
    state = Told()
    for change in changes:
        state.apply(Change.model_validate_json(change.to_json()))
    return state


def test_a_snapshot_is_the_state_with_what_waits() -> None:
    released, twice = an_invoice(number="F-1"), an_invoice(number="F-2")
    state = Told()
    request = requested(twice, duplicate_of=UUID(int=1))
    state.apply(tell([coded(released), coded(route="reviewed"), request], state)[1])
    restored = Told.restore(state.snapshot())
    assert restored.last(coded(released).invoice_id) == "AP"
    assert restored.is_silent(request.invoice_id)
    responses, _ = tell([requested()], restored)
    assert [response.status for response in responses] == ["AB", "IP", "AP"]
    assert restored.snapshot() == state.snapshot()


def test_changes_joined_do_what_they_do_one_by_one() -> None:
    state, changes = Told(), []
    twice = requested(an_invoice(number="F-2"), duplicate_of=UUID(int=1))
    for event in (coded(route="reviewed"), requested(), twice):
        changes.append(tell([event], state)[1])
        state.apply(changes[-1])
    assert after(Change.joined(changes)).snapshot() == after(*changes).snapshot() == state.snapshot()


def test_a_batch_that_tells_nothing_changes_nothing() -> None:
    assert tell([], Told()) == ([], Change())
    assert Change().is_empty


@pytest.mark.parametrize("data", [b"", b"{}", b"\n", Told().snapshot() + b"x" * 17])
def test_other_bytes_are_no_state(data: bytes) -> None:
    with pytest.raises(SettingsError):
        Told.restore(data)
