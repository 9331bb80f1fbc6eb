"""Chance with a seed: the same throws on every machine and every version of Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws that depend on the words given and on nothing else.

    Only `Random.random` is drawn from: it alone is promised to stay the same between Python versions.

    >>> Dice(1, "orders").whole(1, 6) == Dice(1, "orders").whole(1, 6)
    True
    """

    def __init__(self, *words: str | int) -> None:
        self._random = Random("|".join(map(str, words)))

    def share(self) -> float:
        """A number from 0 up to but not including 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """True in `probability` of all throws."""
        return self.share() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`."""
        return items[self.whole(0, len(items) - 1)]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """One of `items`, as often as its weight says."""
        left = self.share() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Up to `count` different ones of `items`, in the order of `items`."""
        keyed = sorted((self.share(), place) for place in range(len(items)))
        return [items[place] for place in sorted(place for _, place in keyed[:count])]
