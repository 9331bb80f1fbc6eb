"""A multinomial logistic model of hashed words and n-grams: what carries a line that memory has not seen.

Texts become a sparse row (scikit-learn's HashingVectorizer); learning is on distinct lines, each weighted
by how often and how lately it was seen, so that one chatty supplier does not drown the rest. Predictions
multiply sparse rows, one after the other: a line's numbers never depend on the lines beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from sklearn.feature_extraction.text import HashingVectorizer

from services.coder.features import F64, I64, Cases, bands, plain
from services.coder.memory import weight_of

F32 = NDArray[np.float32]

TERMS = 1 << 14
_BATCH, _EPOCHS, _STEP = 256, 3, 0.25
_LEAST_SLOPE, _PER_CLASS = 2e-3, 400.0
_MOST_CODES = 2_000


@dataclass(frozen=True)
class Words:
    """What the linear model says of n lines: one row of probabilities for each distinct line.

    probability  (different lines, classes) float32
    back         (n,) int64, which of them each line is
    classes      (classes,) int64, their numbers in the view
    column       (codes + 1,) int64, the class of each number, -1 where the model does not know the code
    """

    probability: F32
    back: I64
    classes: I64
    column: I64

    def best(self, most: int) -> I64:
        """(n, most) the likeliest codes by number, in no order; 0 where there are fewer."""
        table = np.zeros((len(self.back), most), np.int64)
        kept = min(most, len(self.classes))
        if kept and len(self.back):
            top = np.argpartition(-self.probability, kept - 1, axis=1)[:, :kept]
            table[:, :kept] = self.classes[top][self.back]
        return table

    def of(self, row: I64, code: I64) -> F64:
        """(C,) the probability of each code on its line; 0 for a code that the model does not know."""
        column = self.column[code]
        if not len(self.classes):
            return np.zeros(len(row))
        return np.where(column >= 0, self.probability[self.back[row], column], 0.0).astype(np.float64)


@dataclass(frozen=True)
class Linear:
    """Weights of terms per code: `weights` (TERMS, codes) float32, `bias` (codes,) float32."""

    codes: tuple[str, ...]
    weights: F32
    bias: F32

    @classmethod
    def empty(cls) -> "Linear":
        """Knows no code."""
        return cls((), np.zeros((TERMS, 0), np.float32), np.zeros(0, np.float32))

    @classmethod
    def train(cls, cases: Cases, codes: Sequence[str]) -> "Linear":
        """Fitted to the outcomes (an empty code teaches nothing)."""
        documents, label, weight, known = _distinct(cases, codes)
        if len(known) < 2:
            return cls.empty()
        return cls(known, *_fitted(_terms(documents), label, weight, len(known)))

    def probabilities(self, cases: Cases, vocabulary: Sequence[str]) -> Words:
        """What the model says of each line, in the numbers of `vocabulary` (counted from 1)."""
        mine = {code: place for place, code in enumerate(self.codes)}
        column = np.array([-1, *(mine.get(code, -1) for code in vocabulary)], np.int64)
        classes = np.zeros(len(self.codes), np.int64)
        classes[column[column >= 0]] = np.flatnonzero(column >= 0)
        if not self.codes or not len(cases):
            nothing = np.zeros((0, len(self.codes)), np.float32)
            return Words(nothing, np.zeros(len(cases), np.int64), classes, column)
        documents: dict[Document, int] = {}
        back = [documents.setdefault(document, len(documents)) for document in _documents(cases)]
        scores = _terms(list(documents)) @ self.weights + self.bias
        return Words(_softmax(scores), np.array(back, np.int64), classes, column)


Document = tuple[str, str, str, str, str, str, int]


def _documents(cases: Cases) -> Iterator[Document]:
    """The texts of each line, and the band of its amount."""
    band = (bands(cases.amount) // 6).tolist()
    return zip(
        cases.supplier_name,
        cases.unit,
        cases.unit_text,
        cases.article,
        cases.category,
        cases.text,
        band,
        strict=True,
    )


def _analysed(document: Document) -> list[str]:
    """The terms of a line: words and n-grams of names and texts, prefixes of its codes."""
    name, unit, unit_text, article, category, text, band = document
    name, text, unit_text = plain(name), plain(text), plain(unit_text)
    terms = [f"u{unit or unit_text}", f"a{article}", f"b{band}"]
    terms += [f"c{category[:size]}" for size in range(2, len(category) + 1, 2)]
    terms += [f"n{word}" for word in re.findall(r"\w+", name)] + [f"m{gram}" for gram in _grams(name)]
    terms += [f"t{word}" for word in re.findall(r"\w+", text)] + [f"x{gram}" for gram in _grams(text[:80])]
    terms += [f"w{word}" for word in re.findall(r"\w+", unit_text)]
    return terms


def _grams(text: str) -> Iterator[str]:
    padded = f" {text} "
    return (padded[at : at + 4] for at in range(len(padded) - 3))


def _terms(documents: list[Document]) -> csr_array:
    """(documents, TERMS) float32, rows of length one."""
    vectorizer = HashingVectorizer(
        analyzer=_analysed, n_features=TERMS, norm="l2", alternate_sign=False, dtype=np.float32
    )
    return csr_array(vectorizer.transform(documents))


def _distinct(cases: Cases, codes: Sequence[str]) -> tuple[list[Document], I64, F32, tuple[str, ...]]:
    """Distinct (line, code) pairs: their texts, classes, weights; and the codes, the heaviest if too many."""
    heavy: dict[tuple[Document, str], float] = {}
    for document, code, weight in zip(_documents(cases), codes, weight_of(cases.day).tolist(), strict=True):
        if code:
            heavy[document, code] = heavy.get((document, code), 0.0) + weight
    per_code: dict[str, float] = {}
    for (_, code), weight in heavy.items():
        per_code[code] = per_code.get(code, 0.0) + weight
    known = tuple(sorted(sorted(per_code, key=lambda code: (-per_code[code], code))[:_MOST_CODES]))
    place = {code: number for number, code in enumerate(known)}
    kept = [pair for pair in heavy if pair[1] in place]
    today = float(weight_of(np.array([cases.day.max(initial=0)]))[0])
    weight = np.log1p(np.array([heavy[pair] for pair in kept]) / today * 4)
    label = np.array([place[code] for _, code in kept], np.int64)
    return [document for document, _ in kept], label, weight.astype(np.float32), known


def _fitted(terms: csr_array, label: I64, weight: F32, classes: int) -> tuple[F32, F32]:
    """(weights, bias) by AdaGrad over small batches in a fixed order, a step size for each term.

    The bias starts at the classes' shares, and slopes too small to matter are left out: of a thousand
    classes, a line moves a dozen.
    """
    weight = weight / weight.mean()
    share = np.bincount(label, weights=weight, minlength=classes) / weight.sum()
    bias = np.log(share + 1e-6).astype(np.float32)
    weights = np.zeros((TERMS, classes), np.float32)
    squares = np.full(TERMS, 1e-2, np.float32)
    for epoch in range(_EPOCHS):
        order = np.random.default_rng(epoch).permutation(len(label))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            rows = terms[batch]
            slope = _softmax(rows @ weights + bias)
            slope[np.arange(len(batch)), label[batch]] -= 1
            slope[np.abs(slope) < _LEAST_SLOPE] = 0
            slope *= weight[batch, None]
            step = coo_array(rows.T.tocsr() @ csr_array(slope))
            term, code = step.coords
            squares += np.bincount(term, step.data * step.data, TERMS).astype(np.float32) / _PER_CLASS
            weights[term, code] -= _STEP * step.data / np.sqrt(squares[term])
    return weights, bias


def _softmax(scores: F32) -> F32:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)
