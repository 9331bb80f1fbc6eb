"""One rule, one lawful invoice, one field: a value of it that breaks the rule and one that keeps it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, ValidationError

from schemas.invoice import Invoice
from services.invoice_ingest.rules import Rule, check
from tests.builders import a_line, a_party, a_seller, a_svefaktura, an_address, an_allowance, an_invoice

Base = Callable[[], Invoice]

GLN = {"value": "7300010000001", "scheme": "0088"}


class Case(NamedTuple):
    """`path` is `lines.0.price.net` and the like; both values go into the invoice that `base` makes."""

    rule: str
    path: str
    broken: object
    kept: object
    base: Base


def a_full_invoice(**fields: object) -> Invoice:
    """A lawful Peppol invoice that uses nearly every group of the standard once."""
    full: dict[str, object] = {
        "seller": a_seller(ids=(GLN,), trading_name="Pappersbutiken"),
        "payee": a_party(name="Factoring AB", vat_id=None, endpoint=None, address=None),
        "tax_representative": a_party(name="Ombud AB", legal_id=None, endpoint=None),
        "delivery": {
            "location_id": GLN,
            "delivered_on": "2026-10-30",
            "address": an_address(),
        },
        "period": {"start": "2026-10-01", "end": "2026-10-31"},
        "preceding": ({"number": "F-900", "issue_date": "2026-09-01"},),
        "object_id": {"value": "A-1", "scheme": "ABT"},
        "notes": ("#AAI#Tack för er beställning",),
        "attachments": (
            {"reference": "Bilaga 1", "mime_type": "application/pdf", "filename": "b.pdf", "sha256": "0"},
        ),
        "allowances_charges": (
            an_allowance(base_amount="100.00", percentage="10", reason_code="95"),
            an_allowance(is_charge=True, amount="5.00", base_amount="50.00", percentage=10, reason_code="FC"),
        ),
        "lines": (a_full_line(),),
    }  # fmt: skip
    return an_invoice(**{**full, **fields})


def a_full_line(**fields: object) -> object:
    """A line with a period, an allowance, a charge, a gross price and all identifiers of its item."""
    entry = {"reason": "Villkor", "base_amount": "100.00"}
    full: dict[str, object] = {
        "quantity": "2",
        "net_amount": "105.00",
        "price": {"net": "50", "discount": "5", "gross": "55", "base_quantity": "1", "base_unit": "EA"},
        "period": {"start": "2026-10-05", "end": "2026-10-20"},
        "object_id": {"value": "A-2", "scheme": "ABT"},
        "allowances_charges": (
            {**entry, "is_charge": False, "amount": "5.00", "percentage": "5", "reason_code": "95"},
            {**entry, "is_charge": True, "amount": "10.00", "percentage": "10", "reason_code": "FC"},
        ),
        "item": {
            "name": "Kopieringspapper A4 80 g",
            "standard_id": {"value": "7300010000001", "scheme": "0160"},
            "classifications": ({"code": "14111507", "list_id": "TST", "list_version": "19.05.01"},),
            "origin_country": "SE",
            "attributes": (("Färg", "vit"),),
        },
    }  # fmt: skip
    return a_line(**{**full, **fields})


def a_lawful_svefaktura(**fields: object) -> Invoice:
    """A Svefaktura that gives not even a warning: numbers without spaces, means 1, a BIC."""
    contact = {"name": "Kundtjänst", "telephone": "012345678"}
    lawful: dict[str, object] = {
        "seller": a_seller(endpoint=None, address=an_address(post_code="12345"), contact=contact),
        "buyer": a_party(
            name="Lillköpings kommun", endpoint=None, address=an_address(post_code="12345"), contact=None
        ),
        "payments": (
            {"means_code": "1", "accounts": ({"id": "55000001", "service_provider": "BGABSESS"},)},
        ),
    }  # fmt: skip
    return a_svefaktura(**{**lawful, **fields})


def changed(invoice: Invoice, path: str, value: object) -> Invoice:
    """The invoice with another value in one place."""
    fields = invoice.model_dump()
    *way, last = path.split(".")
    place: Any = fields
    for step in way:
        if isinstance(place, dict):
            inside = place[step]
            place[step] = list(inside) if isinstance(inside, tuple) else inside
            place = place[step]
        else:
            place = place[int(step)]
    place[int(last) if isinstance(place, list) else last] = value
    return Invoice.model_validate(fields)


OTHER_VALUES: tuple[object, ...] = (
    *(None, "", "0", "-1", "0.001", "25.5", "true", "2026-10-20", {}, ()),
    *("S", "O", "IT", "DK", "NL1", "0088", "30", "31", "49", "380", "1234567", "SE556677889901"),
)


def alterations(invoice: Invoice) -> Iterator[Invoice]:
    """The invoice with one field, wherever it stands, gone or with another value that the model allows."""
    for fields in _alterations(invoice):
        with suppress(ValidationError):
            yield Invoice.model_validate(fields)


def _alterations(model: BaseModel) -> Iterator[dict[str, object]]:
    given = {name: getattr(model, name) for name in model.model_fields_set}
    for name in type(model).model_fields:
        yield {other: given[other] for other in given if other != name}
        yield from (given | {name: value} for value in OTHER_VALUES)
        old = getattr(model, name)
        if isinstance(old, BaseModel):
            yield from (given | {name: new} for new in _alterations(old))
        elif isinstance(old, tuple) and old and isinstance(old[-1], BaseModel):
            yield from (given | {name: (*old[:-1], new)} for new in _alterations(old[-1]))


def broken_rules(invoice: Invoice) -> set[str]:
    """The ids of the rules that an invoice breaks."""
    return {finding.rule for finding in check(invoice)}


def assert_tells_apart(case: Case) -> None:
    """The rule is silent on the lawful invoice and on the kept value, and speaks on the broken one."""
    assert not broken_rules(case.base())
    assert case.rule not in broken_rules(changed(case.base(), case.path, case.kept))
    assert case.rule in broken_rules(changed(case.base(), case.path, case.broken))


def assert_all_have_a_case(cases: Sequence[Case], rules: Iterable[Rule]) -> None:
    """No rule of the module is without a case, and no case without a rule."""
    assert {case.rule for case in cases} == {rule.id for rule in rules}


def named(value: object) -> str:
    """What pytest calls a case."""
    return cast(Case, value).rule
