"""Words that an expectation looks for, and texts made alike where only a mark or the form of a letter differs."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

import regex as engine
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

# An expression that takes longer on an answer would take for ever: some need more steps than there are atoms.
_SECONDS = 2.0
_QUOTES = dict.fromkeys("‘’‚‛′`´ʼ＇", "'") | dict.fromkeys("“”„‟″«»＂", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
_UNSEEN = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
_ALIKE = str.maketrans(_QUOTES | _DASHES | _UNSEEN)
# What matches nothing at all in one of these ("x*", "\b") is in every text.
_NOTHING_MEANT = ("", "a b")
# Separators of lines have a meaning of their own in an expression.
_IN_EXPRESSIONS = "\n\r\t"
_CONTROL = ("Cc", "Zl", "Zp")


class ExpressionTooSlow(Exception):
    """A regular expression was given up: nothing is known of whether it is in the text."""


class Written(BaseModel):
    """Something that stands in a suite: unknown keys are errors, and nothing changes after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_form(text: str) -> str:
    """Return ``text`` with one form for all quotation marks, apostrophes, dashes and composed letters."""
    return unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)


def unmarked(text: str) -> str:
    """Return what :func:`one_form` does, with single spaces."""
    return " ".join(one_form(text).split())


def plain(text: str) -> str:
    """Return what :func:`unmarked` does, in small letters: two texts that a reader takes for one are the same."""
    return unicodedata.normalize("NFKC", unmarked(text).casefold())


def says(text: str, words: str) -> bool:
    """Whether ``text`` holds ``words``, as a reader compares them: numbers as a whole."""
    return finder(plain(words)).search(plain(text)) is not None


def finder(words: str) -> re.Pattern[str]:
    """Return what finds ``words`` in a text, whatever white space is between them.

    A number is found as a whole: "12 crowns" is neither in "112 crowns" nor in "0.12 crowns", "40" not in "40,000".
    """
    pattern = r"\s+".join(map(re.escape, words.split()))
    before = r"(?<!\d)(?<!\d[.,])" if re.match(r"\d", words.lstrip()) else ""
    after = r"(?!\d)(?![.,]\d)" if re.search(r"\d$", words.rstrip()) else ""
    return re.compile(before + pattern + after)


def _something(value: str) -> str:
    if not plain(value):
        raise ValueError("is blank, so it would check nothing")
    return value


def _name(value: str) -> str:
    if not any(map(str.isalnum, value)):
        raise ValueError(f"{value!r} has no letter: write a name")
    return value


Filled = Annotated[str, AfterValidator(_something), Field(json_schema_extra={"minLength": 1, "pattern": r"\S"})]
Named = Annotated[Filled, AfterValidator(_name)]


class Words(Written):
    """Words to look for, one of the three. ``text`` is a part of the answer, ``word`` whole words.

    For both, the case of letters, white space and the form of quotation marks and dashes make no difference.
    """

    text: Filled | None = None
    word: Filled | None = Field(default=None, description="Whole words: 'low' is not found in 'slow'.")
    regex: Filled | None = Field(default=None, description="Python's syntax; searched, not matched as a whole.")

    @field_validator("regex")
    @classmethod
    def _usable(cls, value: str | None) -> str | None:
        if value is None:
            return value
        if any(unicodedata.category(char) in _CONTROL and char not in _IN_EXPRESSIONS for char in value):
            raise ValueError(
                f"{value!r} holds a control character: between double quotation marks YAML reads \\b as one;"
                " write it between single ones"
            )
        try:
            found = [engine.search(value, text, timeout=_SECONDS) for text in _NOTHING_MEANT]
        except (engine.error, OverflowError) as error:
            raise ValueError(f"is no regular expression: {error}") from None
        except TimeoutError:
            raise ValueError("takes too long: write a simpler expression") from None
        if any(match is not None and not match[0] for match in found):
            raise ValueError(f"{value!r} matches where there is nothing, so it would be found everywhere")
        return value

    @model_validator(mode="after")
    def _one(self) -> Words:
        if sum(item is not None for item in (self.text, self.word, self.regex)) != 1:
            raise ValueError("needs one of text, word and regex")
        return self

    def found_in(self, text: str) -> bool:
        """Whether ``text`` holds these words.

        Raises:
            ExpressionTooSlow: if that cannot be told in time.
        """
        if self.regex is not None:
            # As it stands, and with plain marks: an answer may write don’t where an expression has don't.
            return any(_searched(self.regex, form) for form in dict.fromkeys((text, one_form(text))))
        if self.word is not None:
            return _searched(rf"(?<!\w){finder(plain(self.word)).pattern}(?!\w)", plain(text))
        return says(text, self.text or "")

    def __str__(self) -> str:
        if self.regex is not None:
            return f"/{self.regex}/"
        return f"the word “{self.word}”" if self.word is not None else f"“{self.text}”"


def _searched(expression: str, text: str) -> bool:
    try:
        return engine.search(expression, text, timeout=_SECONDS) is not None
    except TimeoutError:
        raise ExpressionTooSlow(
            f"/{expression}/ takes more than {_SECONDS:g} seconds: write an expression without repeats inside repeats"
        ) from None
