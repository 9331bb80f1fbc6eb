from services.matcher.app import build_app
from services.matcher.changes import Change
from services.matcher.state import State
from services.runtime.settings import Settings
from tests.builders import NOW, an_invoice, ordered, received


def test_what_is_registered_comes_before_what_is_matched() -> None:
    service = build_app(Settings(clock_fixed_at=NOW))
    registered = ["order.received", "order.answered", "contract.received"]
    assert list(service.models) == [*registered, "invoice.received"]


def test_an_order_and_then_its_invoice_come_to_a_link() -> None:
    service, state = build_app(Settings(clock_fixed_at=NOW)), State.empty()
    orders, invoices = service.stages
    none, change = orders.step([ordered()], state)
    assert list(none) == []
    state.apply(change)
    (matched,), _ = invoices.step([received(an_invoice(order_ref="B-77"))], state)
    assert matched.topic == "invoice.matched"
    assert matched.occurred_at == NOW


def test_a_change_survives_the_changelog_and_a_state_its_snapshot() -> None:
    service, state = build_app(Settings(clock_fixed_at=NOW)), State.empty()
    _, change = service.stages[0].step([ordered()], state)
    assert isinstance(change, Change)
    assert service.kind.read_change(change.to_json()) == change
    service.kind.apply(state, change)
    again = service.kind.restore(service.kind.snapshot(state))
    invoice = received(an_invoice(order_ref="B-77"))
    step = service.stages[1].step
    assert [one.to_json() for one in step([invoice], again)[0]] == [
        one.to_json() for one in step([invoice], state)[0]
    ]
