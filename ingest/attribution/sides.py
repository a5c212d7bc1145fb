"""For which party a role or a description speaks: an office of a state does, a company of its country does not."""

from __future__ import annotations

import re
from functools import cache

from ingest.attribution.lexicon import lexicon
from vectorstore.parties import parties

# "The Madrid-based group" only has its desk there.
_SEATED = re.compile(r"\b[^\W\d_][\w.’'\-]*-(?:based|born|educated|listed|registered|headquartered)\b")
_NAME = re.compile(r" (?P<name>[^\W\d_a-z][\w’'&\-]*(?: [^\W\d_a-z][\w’'&\-]*)*)(?![’'])")


def side_of(role: str) -> str | None:
    """The party that a role speaks for ("Kremlin spokesman"); none for "the Madrid-based group", "French carrier"."""
    seatless = _SEATED.sub("", role)
    return None if _enterprise().search(seatless) else parties().of_role(seatless)


def business_in(words: str) -> str | None:
    """The name behind a noun for a business: "Lusair" in "French carrier Lusair on Monday"."""
    noun = _enterprise().search(words)
    name = _NAME.match(words, noun.end()) if noun is not None else None
    return name["name"] if name is not None else None


@cache
def _enterprise() -> re.Pattern[str]:
    """A noun for a business or a club; what belongs to a state or fights for it is none, whatever it is called."""
    nouns = "|".join(sorted(lexicon().enterprises))
    return re.compile(
        rf"(?<!\bcentral )(?<!\bnational )(?<!\bstate )(?<!\bworking )(?<!\bcontact )(?<!\bparliamentary )"
        rf"(?<!\bmilitant )(?<!\barmed )(?<!\brebel )(?<!\baircraft )\b(?:{nouns})\b"
    )
