"""Which body an office speaks for: "president of the federation", "the hospital's negotiator", "union leader"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.positions.kinds import kind_of, kinds_in
from assistant.positions.rules import rules
from assistant.positions.whole import one_case, whole_name
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.words import words_of

_OF_BODY = re.compile(r"\b(?:of|for|at) (?:the )?(?P<body>[\w’'-]+(?: [\w’'-]+){0,5})$", re.IGNORECASE)
_ITS_OWN = re.compile(r"(?:the )?(?P<body>[\w’'-]+(?: [\w-]+){0,3})[’']s (?P<office>[\w -]+)", re.IGNORECASE)
_OF_KIND = re.compile(r"(?P<body>[a-z]+)(?P<office>(?: [\w-]+){1,3})", re.IGNORECASE)


def body_of(roles: Iterable[str], cast: Cast, text: str) -> str | None:
    """Return the body that one of a person's roles speaks for, by its whole name where the document has one.

    Only who leads a body or speaks for it does: a biologist at a university, or a nurse at a hospital, does not.
    """
    found = [body for role in roles for body in _bodies(role, cast, text)]
    return next((body for body in found if body[:1].isupper()), next(iter(found), None))


def _bodies(role: str, cast: Cast, text: str) -> Iterator[str]:
    if match := _OF_BODY.search(role):
        if holds_office(role[: match.start()]):
            yield _state(match["body"], cast) or whole_name(f"the {match['body']}", text)
    elif (match := _ITS_OWN.fullmatch(role)) and holds_office(match["office"]):
        yield _owner(match["body"], text)
    elif (match := _OF_KIND.fullmatch(role)) and kind_of(match["body"].lower()) and holds_office(match["office"]):
        yield whole_name(f"the {match['body'].lower()}", text)


def holds_office(words: str) -> bool:
    """Return whether words name an office that speaks for a body."""
    named = words_of(words)
    known = rules().office | rules().heads
    return bool(lexicon().roles_in(named)) or not known.isdisjoint(word.stem for word in named)


def _state(body: str, cast: Cast) -> str | None:
    """The state of an office's place: "the fisheries ministry in Oslo"."""
    if rules().office.isdisjoint(word.stem for word in words_of(body)):
        return None
    named = [item.party for item in cast.mentions(body) if item.party and cast.party_of(item.party.lower())]
    return named[0] if len(set(named)) == 1 else None


def _owner(body: str, text: str) -> str:
    """The whole name of whom an office belongs to: "Corran's chief executive" is that of Corran Medical Center."""
    if not body[:1].isupper():
        return whole_name(f"the {body}", text)
    found = re.findall(rf"\b(?i:{re.escape(body)})(?: [A-Z][\w’'-]*\w)+", text)
    longer = {one_case(name, text) for name in found if kinds_in(name)}
    return longer.pop() if len(longer) == 1 else whole_name(body, text)
