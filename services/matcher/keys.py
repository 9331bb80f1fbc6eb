"""64-bit keys, digits and text signatures of strings, made for a whole column of strings at once.

Upper and lower case, spaces and punctuation, and leading zeros make no difference to an identifier's key.
A key of 0 means that there is nothing to compare. Every value depends on its own string only, never on the
other strings of the column, and never on the process (no salted hashes).
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
U32 = NDArray[np.uint32]
U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
Bools = NDArray[np.bool_]

WIDTH: Final = 64
"""Characters of a text that count; longer identifiers are folded into it."""

DIGITS: Final = 16
"""Digits of an order number that are kept, the last ones."""

PREFIX: Final = 4
"""Letters of a word by which it is found: enough to tell words apart, few enough to survive abbreviation."""

_LATIN: Final = 0x250
_ZERO: Final = ord("0")
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_STEP: Final = np.uint64(0x100000001B3)


def _letter(point: int) -> int:
    character = chr(point)
    return ord(character.lower()[0]) if character.isalnum() else 0


_LETTERS: Final = np.array([_letter(point) for point in range(_LATIN)], np.uint32)


def mixed(keys: U64) -> U64:
    """The same keys with all bits stirred (the finaliser of MurmurHash 3); 0 stays 0, no two become one."""
    stirred = keys ^ (keys >> np.uint64(33))
    stirred = stirred * np.uint64(0xFF51AFD7ED558CCD)
    stirred ^= stirred >> np.uint64(33)
    stirred = stirred * np.uint64(0xC4CEB9FE1A85EC53)
    return np.asarray(stirred ^ (stirred >> np.uint64(33)), np.uint64)


def joined(scope: U64, keys: U64) -> U64:
    """Keys (n,) uint64 that hold within their scope only; 0 where the key or the scope is 0."""
    return np.where((keys == 0) | (scope == 0), np.uint64(0), mixed(scope * _ODD + keys) | np.uint64(1))


def scope_key(text: str) -> int:
    """The uint64 of an exact text, such as the `buyer|supplier` that orders and invoices share."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") | 1


def letters_of(texts: Sequence[str]) -> U32:
    """Letters and digits in lower case, everything else 0: (n, widest text up to WIDTH) uint32."""
    width = min(WIDTH, max(map(len, texts), default=0)) or 1
    points = np.array(texts, dtype=f"U{width}").view(np.uint32).reshape(len(texts), width)
    if points.size == 0 or int(points.max()) < _LATIN:
        return _LETTERS[points]
    return np.where(points < _LATIN, _LETTERS[np.minimum(points, _LATIN - 1)], points)


def identifier_keys(texts: Sequence[str]) -> U64:
    """Keys (n,) uint64 of references and article numbers; 0 where there is no letter or digit.

    >>> a, b, c = identifier_keys(["P24-0003001", "p24 0003001", "00P24 0003001"]).tolist()
    >>> a == b == c
    True
    """
    if max(map(len, texts), default=0) > WIDTH:
        texts = [_folded(text) for text in texts]
    return mixed(_polynomial(letters_of(texts)))


def _folded(text: str) -> str:
    if len(text) <= WIDTH:
        return text
    plain = "".join(character for character in text.lower() if character.isalnum())
    return plain[:24] + blake2b(plain.encode(), digest_size=20).hexdigest()


def _polynomial(letters: U32) -> U64:
    value = np.zeros(len(letters), np.uint64)
    seen = np.zeros(len(letters), np.bool_)
    for column in np.ascontiguousarray(letters.T):
        counts = (column > 0) & ((value > 0) | (column != _ZERO))
        value = np.where(counts, value * _STEP + column, value)
        seen |= column > 0
    return np.where(seen & (value == 0), np.uint64(_ZERO), value)


def digits_of(texts: Sequence[str]) -> tuple[U8, I64]:
    """The last digits of each text, (n, DIGITS) uint8 as 1 + digit, 0 after them; and their counts (n,)."""
    letters = letters_of(texts)
    is_digit = (letters >= _ZERO) & (letters <= _ZERO + 9)
    count = is_digit.sum(1).astype(np.int64)
    place = np.cumsum(is_digit, 1) - 1 - np.maximum(count - DIGITS, 0)[:, None]
    kept = is_digit & (place >= 0)
    digits = np.zeros((len(texts), DIGITS), np.uint8)
    rows, columns = np.nonzero(kept)
    digits[rows, place[rows, columns]] = (letters[rows, columns] - (_ZERO - 1)).astype(np.uint8)
    return digits, np.minimum(count, DIGITS)


def signatures_of(letters: U32) -> U64:
    """Which pairs of neighbouring letters a text has: 256 bits as (n, 4) uint64."""
    n, width = letters.shape
    padded = np.zeros((n, width + 1), np.uint32)
    padded[:, 1:] = letters
    first, second = padded[:, :-1] * np.uint32(0x9E3779B1), padded[:, 1:] * np.uint32(0x85EBCA6B)
    pairs: U32 = np.add(first, second, dtype=np.uint32)
    pairs ^= pairs >> np.uint32(15)
    slots = (pairs & np.uint32(255)).astype(np.int64) + (np.arange(n, dtype=np.int64) * 257)[:, None]
    slots[padded[:, 1:] == 0] = 256
    bits = np.zeros(n * 257 + 257, np.bool_)
    bits[slots.ravel()] = True
    return np.packbits(bits[: n * 257].reshape(n, 257)[:, :256], axis=1).view(np.uint64)


def likeness(left: U64, right: U64) -> I64:
    """How alike the texts behind two columns of signatures (n, 4) are: (n,) int64 in thousandths (Dice)."""
    either = _bits_set(left) + _bits_set(right)
    return np.asarray(2000 * _bits_set(left & right) // np.maximum(either, 1), np.int64)


def _bits_set(signatures: U64) -> I64:
    """How many bits each row has: its four counts are added as the bytes of one number.

    The sum fits in a byte, because a text of WIDTH letters has no more than WIDTH pairs.
    """
    counts = np.bitwise_count(signatures).view(np.uint32)[:, 0]
    return np.asarray(counts * np.uint32(0x01010101) >> np.uint32(24), np.int64)


def word_keys(letters: U32) -> tuple[I64, U64]:
    """The words of each text by their first letters: (text of each word (k,) int64, key (k,) uint64)."""
    n, width = letters.shape
    padded = np.zeros((n, width + PREFIX + 1), np.uint32)
    padded[:, 1 : width + 1] = letters
    texts, starts = np.nonzero((padded[:, 1 : width + 1] > 0) & (padded[:, :width] == 0))
    value = np.zeros(len(texts), np.uint64)
    open_ = np.ones(len(texts), np.bool_)
    for offset in range(1, PREFIX + 1):
        letter = padded[texts, starts + offset]
        open_ &= letter > 0
        value = np.where(open_, value * _STEP + letter, value)
    return texts.astype(np.int64), mixed(value)
