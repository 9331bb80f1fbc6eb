"""Every error says what, where and what to do, and has a code of its own."""

from schemas import errors
from schemas.errors import KonteraError, Malformed, Unavailable


def tree(root: type[KonteraError]) -> list[type[KonteraError]]:
    return [root, *(below for child in root.__subclasses__() for below in tree(child))]


def test_codes_are_unique() -> None:
    ours = [error for error in tree(KonteraError) if error.__module__ == errors.__name__]
    codes = [error.code for error in ours]
    assert len(codes) == len(set(codes))


def test_the_sentence_has_what_where_and_what_to_do() -> None:
    error = Malformed("not XML", place="line 3", remedy="send XML")
    assert str(error) == "not XML at line 3; send XML"
    assert str(Malformed("not XML")) == "not XML"


def test_only_our_own_trouble_is_worth_another_try() -> None:
    assert Unavailable.retriable
    assert not Malformed.retriable
