"""Every level that a link can have has words."""

import pytest

from services.matcher.batch import FIELDS
from services.matcher.explaining import of_link
from services.matcher.scoring import WEIGHTS


@pytest.mark.parametrize("field", FIELDS)
def test_every_level_has_words(field: str) -> None:
    for level in range(1, len(WEIGHTS[field])):
        levels = [level if name == field else 0 for name in FIELDS]
        (evidence,) = of_link(levels)
        assert (evidence.field, evidence.level) == (field, level)
        assert evidence.text


def test_what_is_unknown_is_not_said() -> None:
    assert of_link([0] * len(FIELDS)) == []
