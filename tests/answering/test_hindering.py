"""What is in the way, by the grammar of a sentence that says that something is."""

from __future__ import annotations

import pytest

from assistant.positions.hindering import hindering

# A sentence, its words for "in the way", what is.
SENTENCES = [
    ("The status of the locks is the main obstacle to a treaty.", "obstacle", "the status of the locks"),
    ("The main obstacle is antitrust approval, said Holt.", "obstacle", "antitrust approval"),
    ("The main obstacle is not money but trust.", "obstacle", "trust"),
    ("What stands between the parties is less policy than distrust.", "stands between", "distrust"),
    ("Shifts have replaced wages as the biggest obstacle to a deal.", "obstacle", "Shifts"),
    ("She named the fee as an obstacle.", "obstacle", "the fee"),
    ("The harbour masters are blocking an agreement on the lights.", "blocking", "the harbour masters"),
    ("The talks are being blocked by a quarrel over salt.", "blocked", "a quarrel over salt"),
    ("A clause that threatens to sink the merger was added.", "sink", "a clause"),
    ("The two countries remain divided over the length of a contract.", "divided", "the length of a contract"),
    ("The sides could not agree how to share the catch.", "agree", "how to share the catch"),
    ("The quota was one of the two obstacles that Holt named.", "obstacles", "the quota"),
    ("The dispute over the levy goes on.", "dispute", "the levy"),
    ("He spoke of obstacles.", "obstacles", None),
    ("It is the main obstacle.", "obstacle", None),
]


@pytest.mark.parametrize(("sentence", "cue", "hinders"), SENTENCES)
def test_what_hinders(sentence: str, cue: str, hinders: str | None) -> None:
    start = sentence.index(cue)
    assert hindering(sentence, (start, start + len(cue))) == hinders
