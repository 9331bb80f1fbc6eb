"""The state: a snapshot decides alike, a changelog replayed gives the same state."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.invoice import InvoiceReceived
from schemas.order import OrderReceived
from services.matcher.matching import match, register
from services.matcher.state import Change, State
from tests.builders import NOW, ordered, received
from tests.services.matcher.worlds import a_state, contracts, invoices, orders, run


@given(st.lists(orders(), max_size=6), st.lists(invoices(), max_size=8), st.integers(0, 8))
@settings(max_examples=40, deadline=None)
def test_a_restored_state_decides_alike(
    known: list[OrderReceived], batch: list[InvoiceReceived], cut: int
) -> None:
    state = a_state([*known, *contracts()])
    run(state, batch[:cut])
    restored = State.restore(state.snapshot())
    assert run(restored, batch[cut:]) == run(state, batch[cut:])
    state.apply(register(known, state))
    restored.apply(register(known, restored))
    assert restored.snapshot() == state.snapshot()


@given(st.lists(orders(), max_size=6), st.lists(invoices(), max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_replayed_changelog_gives_the_same_state(
    known: list[OrderReceived], batch: list[InvoiceReceived]
) -> None:
    state, log = State.empty(), []
    for change in (register(known, state), register(contracts(), state)):
        log.append(change.to_json())
        state.apply(change)
    for event in batch:
        _, change = match([event], state, NOW)
        log.append(change.to_json())
        state.apply(change)
    again = State.empty()
    for line in log:
        again.apply(Change.model_validate_json(line))
    assert again.snapshot() == state.snapshot()


def test_an_empty_state_can_be_kept_too() -> None:
    state = State.restore(State.empty().snapshot())
    assert len(run(state, [received()])) == 1


def test_an_empty_change_changes_nothing() -> None:
    state = a_state([ordered()])
    before = state.snapshot()
    state.apply(Change())
    assert state.snapshot() == before


def test_a_snapshot_of_another_format_is_refused() -> None:
    with np.load(BytesIO(State.empty().snapshot()), allow_pickle=False) as held:
        columns = {name: held[name] for name in held.files}
    columns["format"] = np.array([99])
    target = BytesIO()
    np.savez(target, allow_pickle=False, **columns)
    with pytest.raises(ValueError, match="format 99"):
        State.restore(target.getvalue())
