"""The measures of the public sets, in the definitions that their authors give.

SQuAD 2.0: an answer "contains" when a gold answer, normalised the SQuAD way, is part of it. CLAP NQ: cited sentences
against the annotators' (micro F1). Ranking: hit@k and all facts within the first k.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def squad_normal(text: str) -> str:
    """Lower case, no ASCII punctuation, no articles, single blanks."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def contains_any(answer: str, gold: Iterable[str]) -> bool:
    """Whether a normalised gold answer is part of the normalised answer."""
    normal = squad_normal(answer)
    return any((wanted := squad_normal(text)) and wanted in normal for text in gold)


def letters(text: str) -> str:
    """Only letters and digits, in lower case: equal for the same sentence in another typography."""
    return re.sub(r"\W+", "", text).lower()


def percent(values: Sequence[bool]) -> float:
    """Share of true values in per cent, one decimal."""
    return round(100 * sum(values) / len(values), 1) if values else 0.0


def micro_f1(*, hits: int, given: int, wanted: int) -> float:
    """F1 in per cent of ``hits`` among ``given`` and ``wanted``."""
    precision, recall = hits / (given or 1), hits / (wanted or 1)
    return round(200 * precision * recall / (precision + recall), 1) if hits else 0.0
