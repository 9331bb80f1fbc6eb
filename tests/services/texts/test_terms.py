"""Every business term that a supplier may be told of has a name in every language."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

import schemas
from services import invoice_ingest
from services.invoice_ingest.responding.clarifying import OF_DOCUMENTS, PARTY_TERMS, RULES, TERMS, VAT_TERMS
from services.invoice_ingest.responding.terms import PATHS
from services.texts import Language
from services.texts.sentences import rows_of
from services.texts.terms import ids_in, names

ID = re.compile(r"\bB[TG]-\d+\b")
ALL = {f"BT-{number}" for number in range(1, 166) if number != 4} | {f"BG-{n}" for n in range(1, 33)}
"""What EN 16931-1 defines: there is no BT-4."""
LONGEST = 50
"""Characters of a name: it stands in one column of a table."""
LANGUAGES = get_args(Language)


def ids_in_source_of(package: object) -> set[str]:
    """The ids that a package can name: those that its source names."""
    folder = Path(str(getattr(package, "__file__", ""))).parent
    return set(chain.from_iterable(ID.findall(file.read_text("utf-8")) for file in folder.rglob("*.py")))


def ids_told() -> Iterator[str]:
    """The ids that an Invoice Response speaks of."""
    yield from PATHS.values()
    yield from OF_DOCUMENTS.values()
    yield from (term for _, term in RULES.values() if term)
    yield from (term for _, terms in TERMS for term in terms)
    yield from chain.from_iterable(PARTY_TERMS.values())
    yield from chain.from_iterable(terms.values() for terms in VAT_TERMS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_standard_has_one_name(language: Language) -> None:
    rows = list(rows_of(language, "terms.csv"))
    assert len(rows) == len(ALL)
    assert names(language).keys() == ALL


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_that_a_rule_a_finding_or_an_event_can_name_has_a_name(language: Language) -> None:
    in_rules, in_events = ids_in_source_of(invoice_ingest), ids_in_source_of(schemas)
    assert len(in_rules) > 150  # all are found where they are written
    assert len(in_events) > 150
    assert (in_rules | in_events | set(ids_told())) - names(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_short_and_plain(language: Language) -> None:
    for id, name in names(language).items():
        assert name == name.strip() != "", id
        assert len(name) <= LONGEST, id
        assert not re.search(r"[;:()\[\]]|\.$", name), id


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_terms_are_called_alike_only_where_the_standard_does_so(language: Language) -> None:
    called = [name for id, name in names(language).items() if id.startswith("BT-")]
    assert len(called) == len(set(called))


@pytest.mark.parametrize(
    "subject", ["", "VAT rate", "line 1", "BT-", "BT-1 ", "a BT-1", "BT-1,BT-2", "BT-1\n"]
)
def test_only_a_text_made_of_ids_names_terms(subject: str) -> None:
    assert ids_in(subject) == []
