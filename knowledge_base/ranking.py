"""Which playbooks a question is about: its nearness in meaning to what each says of itself, and the words it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from tools.catalog.tokens import phrase
from tools.embedding import Vectors
from tools.language import Lang

# Both chosen on the `tune` queries of evals/suites/playbooks.yaml and on the playbooks' own questions, each left out.
# How many of a playbook's texts count, one for each fifteen up to three: of many texts one may be near by chance, of
# few most are about something else than the question.
_COUNTED, _EACH = 3, 15
# What a keyword adds that the question says literally and that no other playbook has: "rfm", which means little to the
# embedded model in small letters.
_SAID = 0.1


@dataclass(frozen=True)
class Entry:
    """One embedded text: a section; a phrase (title, keyword or question) of a playbook; or an everyday question.

    `length` of a section is relative to the longest of its playbook. An everyday question has no `playbook`.
    """

    kind: Literal["section", "phrase", "everyday"]
    lang: Lang
    text: str
    playbook: str = ""
    title: str = ""
    section: str = ""
    length: float = 0.0


class Ranked(NamedTuple):
    """A playbook with its sections, nearest first. `nearness` runs up to about 1; `margin` is how much nearer the
    playbook is than everyday questions are."""

    nearness: float
    margin: float
    sections: list[Entry]


class Ranking:
    """Ranks playbooks by their few nearest texts, in a space where playbooks stand apart.

    In the embedding as it is, much of the distance between two texts is how they are put: a keyword, a question, a
    paragraph, English, Chinese. So differences that are common between texts of one playbook are made to count little
    (the within-class whitening of linear discriminant analysis, Hastie, Tibshirani and Friedman, "The Elements of
    Statistical Learning", 4.3.3, with the covariance shrunk towards a multiple of the identity, ibid. 4.3.1).
    """

    def __init__(self, entries: Sequence[Entry], vectors: Vectors):
        """`vectors`: one row an entry, of length 1."""
        self._entries = entries
        self._plain = vectors
        self._rows: dict[Lang, list[int]] = {
            lang: rows
            for lang in ("en", "zh")
            if (rows := [row for row, entry in enumerate(entries) if entry.lang == lang])
        }
        self._centres = {lang: vectors[rows].mean(axis=0) for lang, rows in self._rows.items()}
        self._whitening = _whitening([entry.playbook for entry in entries], vectors)
        self._sharp = {lang: self._sharpened(vectors[rows], lang) for lang, rows in self._rows.items()}

    def rank(self, question: str, vector: Vectors, lang: Lang) -> list[Ranked]:
        """The playbooks in `lang`, nearest first, for a question and its vector of shape (dimension,)."""
        if lang not in self._rows:
            return []
        entries = [self._entries[row] for row in self._rows[lang]]
        texts: dict[str, list[float]] = {}
        for entry, near in zip(entries, self._sharp[lang] @ self._sharpened(vector[np.newaxis], lang)[0], strict=True):
            texts.setdefault(entry.playbook, []).append(float(near))
        everyday = _mean_of_nearest(texts.pop("", [0.0]))
        said = self._said(question)
        nearness = {book: _mean_of_nearest(near) + _SAID * said.get(book, 0.0) for book, near in texts.items()}
        # What tells the sections of one playbook apart is what the sharpened space plays down.
        plainly = dict(zip(entries, (self._plain[self._rows[lang]] @ vector).tolist(), strict=True))
        sections = sorted((entry for entry in entries if entry.kind == "section"), key=lambda entry: -plainly[entry])
        return [
            Ranked(near, near - everyday, [section for section in sections if section.playbook == playbook])
            for playbook, near in sorted(nearness.items(), key=lambda pair: -pair[1])
        ]

    def _said(self, question: str) -> dict[str, float]:
        """For each playbook one over the number of playbooks that share the rarest of its phrases that is said."""
        keys = phrase(question)
        said: dict[str, float] = {}
        for start in range(len(keys)):
            for end in range(start + 1, len(keys) + 1):
                playbooks = self._phrases.get(keys[start:end], set())
                for playbook in playbooks:
                    said[playbook] = max(said.get(playbook, 0.0), 1 / len(playbooks))
        return said

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], set[str]]:
        """Which playbooks, in any language, have a phrase; single characters are in too many words to mean one."""
        phrases: dict[tuple[str, ...], set[str]] = {}
        for entry in self._entries:
            if entry.kind == "phrase" and len("".join(keys := phrase(entry.text))) > 1:
                phrases.setdefault(keys, set()).add(entry.playbook)
        return phrases

    def _sharpened(self, vectors: Vectors, lang: Lang) -> Vectors:
        mapped = (vectors - self._centres[lang]) @ self._whitening
        lengths = np.linalg.norm(mapped, axis=1, keepdims=True)
        return np.asarray(mapped / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


def _whitening(playbooks: Sequence[str], vectors: Vectors) -> Vectors:
    """The map under which the texts of a playbook lie about it evenly; shape (dimension, dimension)."""
    own = np.array([playbook != "" for playbook in playbooks])
    _, of = np.unique(np.array(playbooks)[own], return_inverse=True)
    texts = vectors[own].astype(np.float64)
    sums = np.zeros((of.max() + 1, texts.shape[1]))
    np.add.at(sums, of, texts)
    apart = texts - (sums / np.bincount(of)[:, np.newaxis])[of]
    within = apart.T @ apart / len(apart)
    shrunk = within + np.trace(within) / len(within) * np.eye(len(within))
    return np.asarray(np.linalg.inv(np.linalg.cholesky(shrunk)).T, dtype=np.float32)


def _mean_of_nearest(similarities: list[float]) -> float:
    nearest = sorted(similarities, reverse=True)[: min(_COUNTED, 1 + len(similarities) // _EACH)]
    return sum(nearest) / len(nearest)
