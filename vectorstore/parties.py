"""Maps metonyms, nationals and roles to a party, by the file ``parties.yaml`` and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

# A role that is about a country does not speak for it.
_OUTSIDER = re.compile(
    r"\b(?:experts?|analysts?|scholars?|professors?|historians?|reporters?|correspondents?|journalists?|editors?|"
    r"columnists?|newspapers?|magazine|agency|times|post|tribune|herald|news|tv|television|university|institute|"
    r"think tank|lawyers?|voters?|residents?|born|former|ex|retired|"
    r"opposition|activists?|protesters?|associations?|guilds?|"
    r"confederation|(?<!european )(?<!african )(?<!soviet )unions?|(?<!russian )federations?|compan(?:y|ies)|church)\b",
    re.IGNORECASE,
)
_BEHALF = re.compile(r"\s(?:to|for|on|in|at|with|about|against|from|who|which|near|over|based)\s|,")
# A state's name that parents give as well, before a surname: "Chad Brenner", "coach Jordan Hale", no "Chad President".
_GIVEN = re.compile(
    r"\b(?:Chad|Cuba|Georgia|India|Israel|Jordan|Kenya|London|Paris|Sofia|Vienna)"
    r" (?!(?:\w+[- ])?(?:President|Prime|Premier|King|Queen|Foreign|Defen[cs]e|Interior|Finance|Government|Cabinet|Army"
    r"|Parliament|Minister|Ministry|Secretary|Ambassador|Envoy|Embassy|Delegation|Spokes\w+|Official|Officials)\b)"
    r"(?:[A-Z]\. )?[A-Z][a-z’'-]+(?: [A-Z][a-z’'-]+)?$"
)
# "The governor of New Mexico" is nobody's in Mexico.
_ELSEWHERE = re.compile(r"\bNew (?:Mexic|London|Britain|Jordan)\w*|\bNorthern Ireland|\bWest Ind\w+")
_POSSESSIVE = re.compile(r"[’']s?$", re.IGNORECASE)


def without_possessive(words: str) -> str:
    """Return words without the 's of a possessive at their end ("the Kremlin's", "ministers'")."""
    return _POSSESSIVE.sub("", words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """``alone`` maps a whole mention in lower case to its party, ``words`` matches any known word in a role."""

    alone: dict[str, str]
    words: re.Pattern[str]

    def of_mention(self, mention: str) -> str | None:
        """Return the party that a mention *is* ("the Kremlin", "Ukrainians"), or ``None``."""
        bare = re.sub(r"^the\s+", "", without_possessive(mention.strip()), flags=re.IGNORECASE)
        return self.alone.get(bare.casefold()) if bare[:1].isupper() else None

    def of_typed(self, words: str) -> str | None:
        """Return the party that words typed into a chat mean ("moscow", "the kremlin"), capitals or not."""
        bare = without_possessive(words.strip().casefold()).removeprefix("the ")
        return self.alone.get(bare)

    def of_role(self, role: str) -> str | None:
        """Return the party that a role speaks for ("Kremlin spokesman", "president of Ukraine"), or ``None``.

        Only the words before a preposition of direction count: an "envoy to Moscow" is not Moscow's. Roles of
        observers, and roles that name two parties, speak for none.
        """
        if _OUTSIDER.search(role):
            return None
        held = _GIVEN.sub("", _ELSEWHERE.sub("", _BEHALF.split(f"{role} ")[0].rstrip()))
        # "us" and "turkey" are ordinary words: a name is written with a capital.
        names = [m.group() for m in self.words.finditer(held) if m.group()[0].isupper()]
        found = {self.alone[name.casefold()] for name in names}
        return found.pop() if len(found) == 1 else None


def _read() -> dict[str, dict[str, list[str]]]:
    text = files("vectorstore").joinpath("parties.yaml").read_text(encoding="utf-8")
    content: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return content


@cache
def parties() -> Parties:
    """Return the parties, read once."""
    claims: dict[str, set[str]] = {}
    for party, entry in _read().items():
        for word in (party, *entry["names"], *entry["people"]):
            claims.setdefault(str(word).casefold(), set()).add(party)
    known = {word: next(iter(owners)) for word, owners in claims.items() if len(owners) == 1}
    longest = sorted(known, key=len, reverse=True)
    words = re.compile(r"(?<![\w.])(?:" + "|".join(re.escape(word) for word in longest) + r")(?!\w)", re.IGNORECASE)
    return Parties(alone=known, words=words)
