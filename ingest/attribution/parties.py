"""Maps metonyms, nationals and roles to a party, by the file ``parties.yaml`` and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.attribution.lexicon import read_data

# A role that is about a country does not speak for it.
_OUTSIDER = re.compile(
    r"\b(?:experts?|analysts?|scholars?|professors?|historians?|reporters?|correspondents?|journalists?|editors?|"
    r"columnists?|newspapers?|magazine|agency|times|post|tribune|herald|news|tv|televison|university|institute|"
    r"think tank|lawyers?|voters?|residents?|born)\b",
    re.IGNORECASE,
)
_BEHALF = re.compile(r"\s(?:to|for|on|in|at|with|about|against|from|who|which|near|over|based)\s|,")
_POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """``alone`` maps a whole mention in lower case to its party, ``words`` matches any known word in a
    role.
    """

    alone: dict[str, str]
    anywhere: dict[str, str]
    words: re.Pattern[str]

    def of_mention(self, mention: str) -> str | None:
        """The party that a mention *is* ("the Kremlin", "Ukrainians"), or ``None``."""
        bare = re.sub(r"^the\s+", "", _POSSESSIVE.sub("", mention.strip()), flags=re.IGNORECASE)
        return self.alone.get(bare.casefold())

    def of_role(self, role: str) -> str | None:
        """The party that a role speaks for ("Kremlin spokesman", "president of Ukraine"), or ``None``.

        Only the words before a preposition of direction count: an "envoy to Moscow" is not Moscow's. Roles of
        observers, and roles that name two parties, speak for none.
        """
        if _OUTSIDER.search(role):
            return None
        held = _BEHALF.split(f"{role} ")[0]
        found = {self.anywhere[m.group().casefold()] for m in self.words.finditer(held)}
        return found.pop() if len(found) == 1 else None


@cache
def parties() -> Parties:
    """The parties, read once."""
    claims: dict[str, set[str]] = {}
    for party, entry in read_data("parties.yaml").items():
        for word in (party, *entry["names"], *entry["people"]):
            claims.setdefault(str(word).casefold(), set()).add(party)
    known = {word: next(iter(owners)) for word, owners in claims.items() if len(owners) == 1}
    longest = sorted(known, key=len, reverse=True)
    pattern = r"(?<![\w.])(?:" + "|".join(re.escape(word) for word in longest) + r")(?![\w])"
    # "us" and "un" in lower case are ordinary words: the text must write them in capitals.
    words = re.compile(
        pattern.replace("(?:", "(?:(?-i:US|UN|EU|UK)|", 1).replace("|us|", "|").replace("|un|", "|"),
        re.IGNORECASE,
    )
    return Parties(alone=known, anywhere=known, words=words)
