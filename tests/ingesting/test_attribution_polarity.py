"""Consent and refusal side by side: a plain sentence and the one that a few words turn round or bind.

No span of a statement may lose those words, and its flags have to tell the two sentences apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

import pytest

from ingest.attribution import Analyst
from ingest.attribution.polarity import is_conditional, is_negated
from ingest.sentences import sentence_spans
from vectorstore.records import SourceDocument, Statement

Flags = tuple[bool, bool]  # negated, conditional
Place = Literal["content", "cue", "speaker"]
PLAIN: Flags = (False, False)
NEGATED: Flags = (True, False)
CONDITIONAL: Flags = (False, True)
BOTH: Flags = (True, True)


@dataclass(frozen=True, slots=True)
class Pair:
    """A plain sentence and its turned partner; square brackets mark what is said, and are no part of the text.

    ``turning`` are all the words that only the turned sentence has; they must stay in ``place``. ``flags`` are those
    of the turned sentence, the plain one has none.
    """

    construction: str
    plain: str
    turned: str
    turning: tuple[str, ...]
    flags: Flags
    place: Place = "content"


PAIRS = [
    # The plain sentence and one small word.
    Pair(
        "not",
        "The council said [it would lift the embargo].",
        "The council said [it would not lift the embargo].",
        ("not",),
        NEGATED,
    ),
    Pair(
        "not",
        "“[We will free the pilots],” Jan Lind told reporters.",
        "“[We will not free the pilots],” Jan Lind told reporters.",
        ("not",),
        NEGATED,
    ),
    Pair("not", "Kyiv will accept [a truce].", "Kyiv will not accept [a truce].", ("not",), NEGATED, "cue"),
    Pair("not", "[Kyiv, Marta Holm said, will sign].", "[Kyiv, Marta Holm said, will not sign].", ("not",), NEGATED),
    Pair(
        "not",
        "[The port will, the mayor said, stay open].",
        "[The port will not, the mayor said, stay open].",
        ("not",),
        NEGATED,
    ),
    Pair("not", "Jan Lind vowed [to leave the city].", "Jan Lind vowed [not to leave the city].", ("not",), NEGATED),
    Pair(
        "not",
        "The general urged the rebels [to attack].",
        "The general urged the rebels [not to attack].",
        ("not",),
        NEGATED,
    ),
    Pair(
        "not",
        "The envoy is ready [to sign the treaty].",
        "The envoy is not ready [to sign the treaty].",
        ("not",),
        NEGATED,
        "cue",
    ),
    Pair(
        "n't",
        "“[I can live with this map],” said Anna Berg.",
        "“[I can’t live with this map],” said Anna Berg.",
        ("can’t",),
        NEGATED,
    ),
    Pair(
        "n't",
        "The rebels said [they would hand in their guns].",
        "The rebels said [they wouldn't hand in their guns].",
        ("wouldn't",),
        NEGATED,
    ),
    Pair(
        "never",
        "Anna Berg told the court that [her side had signed the letter].",
        "Anna Berg told the court that [her side had never signed the letter].",
        ("never",),
        NEGATED,
    ),
    Pair(
        "never",
        "“[We will give up the port],” the mayor said.",
        "“[Never will we give up the port],” the mayor said.",
        ("Never", "will"),
        NEGATED,
    ),
    Pair(
        "never", "[The map] was accepted by Kyiv.", "[The map] was never accepted by Kyiv.", ("never",), NEGATED, "cue"
    ),
    Pair(
        "no longer",
        "The union said [it would insist on a vote].",
        "The union said [it would no longer insist on a vote].",
        ("no longer",),
        NEGATED,
    ),
    Pair(
        "no longer",
        "The premier supports [the plan].",
        "The premier no longer supports [the plan].",
        ("no longer",),
        NEGATED,
        "cue",
    ),
    Pair(
        "no longer",
        "Jan Lind is willing [to meet the rebels].",
        "Jan Lind is no longer willing [to meet the rebels].",
        ("no longer",),
        NEGATED,
        "cue",
    ),
    Pair(
        "but no longer",
        "The mayor said [the envoy had been ready for talks].",
        "The mayor said [the envoy had been ready for talks, but no longer].",
        ("but no longer",),
        NEGATED,
    ),
    Pair(
        "but no longer",
        "The envoy had been willing [to sign the text].",
        "The envoy had been willing [to sign the text but no longer is].",
        ("but no longer is",),
        NEGATED,
    ),
    Pair(
        "but no longer",
        "Jan Lind promised [to return the ships].",
        "Jan Lind promised [to return the ships, but never did].",
        ("but never did",),
        NEGATED,
    ),
    Pair(
        "but not",
        "Kyiv accepts [the plan].",
        "Kyiv accepts [the plan, but not the map].",
        ("but not the map",),
        NEGATED,
    ),
    Pair(
        "but not",
        "“[We would sign],” said Marta Holm.",
        "[“We would sign,” said Marta Holm. “But not now.”]",
        ("But not now",),
        NEGATED,
    ),
    # Conditions.
    Pair(
        "unless",
        "Kyiv said [it would sign].",
        "Kyiv said [it would sign unless the army moved].",
        ("unless the army moved",),
        CONDITIONAL,
    ),
    Pair(
        "unless",
        "“[The talks will go on],” Jan Lind said.",
        "“[The talks will go on unless the shelling starts again],” Jan Lind said.",
        ("unless the shelling starts again",),
        CONDITIONAL,
    ),
    Pair(
        "unless",
        "[The bridge will reopen], the mayor said.",
        "[Unless the guards come back, the bridge will reopen], the mayor said.",
        ("Unless the guards come back",),
        CONDITIONAL,
    ),
    Pair(
        "unless",
        "[The council will lift the sanctions], Anna Berg said.",
        "[The council will lift the sanctions, Anna Berg said, unless the shelling goes on].",
        ("unless the shelling goes on",),
        CONDITIONAL,
    ),
    Pair(
        "if",
        "“[We will sign],” Marta Holm said.",
        "[“We will sign,” Marta Holm said, “if they leave.”]",
        ("if they leave",),
        CONDITIONAL,
    ),
    Pair(
        "if",
        "The mayor said that [he would open the gate].",
        "The mayor said that, [if asked, he would open the gate].",
        ("if asked",),
        CONDITIONAL,
    ),
    Pair(
        "if",
        "The premier would accept [the plan].",
        "[If the port were free, the premier would accept the plan].",
        ("If the port were free",),
        CONDITIONAL,
    ),
    Pair(
        "if",
        "Jan Lind is ready [to sign].",
        "[If the port is free, Jan Lind is ready to sign].",
        ("If the port is free",),
        CONDITIONAL,
    ),
    Pair(
        "if",
        "[The plan] will be accepted by Kyiv.",
        "[If the port is free, the plan] will be accepted by Kyiv.",
        ("If the port is free",),
        CONDITIONAL,
    ),
    Pair(
        "if ... would",
        "“[We will open the gate],” the mayor said.",
        "“[We would open the gate if they asked],” the mayor said.",
        ("would", "if they asked"),
        CONDITIONAL,
    ),
    Pair(
        "only if",
        "The rebels said [they would free the pilots].",
        "The rebels said [they would free the pilots only if the road was opened].",
        ("only if the road was opened",),
        CONDITIONAL,
    ),
    Pair(
        "only if",
        "“[We will come to Geneva],” said Anna Berg.",
        "[“We will come to Geneva,” said Anna Berg, “but only if both sides are invited.”]",
        ("but only if both sides are invited",),
        CONDITIONAL,
    ),
    Pair(
        "only if",
        "According to Anna Berg, [the fleet will leave].",
        "According to Anna Berg, [the fleet will leave only if the harbour is safe].",
        ("only if the harbour is safe",),
        CONDITIONAL,
    ),
    Pair(
        "only once",
        "Marta Holm said [the flag would be lowered].",
        "Marta Holm said [the flag would be lowered only once the army had left].",
        ("only once the army had left",),
        CONDITIONAL,
    ),
    Pair(
        "provided that",
        "According to Jan Lind, [the council will lift the sanctions].",
        "According to Jan Lind, [the council will lift the sanctions provided that the guns fall silent].",
        ("provided that the guns fall silent",),
        CONDITIONAL,
    ),
    Pair(
        "provided that",
        "Marta Holm agreed to [a pause].",
        "Marta Holm agreed to [a pause provided that the convoys could pass].",
        ("provided that the convoys could pass",),
        CONDITIONAL,
    ),
    Pair(
        "on condition that",
        "Moscow accepted [the plan].",
        "Moscow accepted [the plan on condition that the sanctions were lifted].",
        ("on condition that the sanctions were lifted",),
        CONDITIONAL,
    ),
    Pair(
        "as long as",
        "Anna Berg said [her party would back the budget].",
        "Anna Berg said [her party would back the budget as long as pensions were untouched].",
        ("as long as pensions were untouched",),
        CONDITIONAL,
    ),
    Pair(
        "until",
        "“[We will talk about borders],” Jan Lind said.",
        "“[We will not talk about borders until the guns are silent],” Jan Lind said.",
        ("not", "until the guns are silent"),
        BOTH,
    ),
    Pair(
        "until",
        "The ministry said [the checkpoints would be removed].",
        "The ministry said [the checkpoints would not be removed until the prisoners were home].",
        ("not", "until the prisoners were home"),
        BOTH,
    ),
    Pair(
        "not before",
        "The council said [it would vote].",
        "The council said [it would vote, but not before May].",
        ("but not before May",),
        BOTH,
    ),
    Pair(
        "in exchange for",
        "Marta Holm said [Kyiv would talk].",
        "Marta Holm said [Kyiv would talk in exchange for a truce].",
        ("in exchange for a truce",),
        CONDITIONAL,
    ),
    Pair(
        "inverted condition",
        "[Kyiv would sign], Marta Holm said.",
        "[Were Moscow to leave, Kyiv would sign], Marta Holm said.",
        ("Were Moscow to leave",),
        CONDITIONAL,
    ),
    Pair(
        "inverted condition",
        "[The council will meet], Jan Lind said.",
        "[Should the truce fail, the council will meet], Jan Lind said.",
        ("Should the truce fail",),
        CONDITIONAL,
    ),
    Pair(
        "inverted condition",
        "“[We would have helped],” said the envoy.",
        "“[Had they asked, we would have helped],” said the envoy.",
        ("Had they asked",),
        CONDITIONAL,
    ),
    Pair(
        "inverted condition",
        "Anna Berg said [the port would open].",
        "Anna Berg said [the port would open should the guards come].",
        ("should the guards come",),
        CONDITIONAL,
    ),
    Pair(
        "inverted condition",
        "The premier would accept [the offer].",
        "[Were the port free, the premier would accept the offer].",
        ("Were the port free",),
        CONDITIONAL,
    ),
    # Words that hold the negation themselves.
    Pair(
        "neither ... nor",
        "Both Kyiv and Moscow accepted [the plan].",
        "Neither Kyiv nor Moscow accepted [the plan].",
        ("Neither", "nor"),
        NEGATED,
        "speaker",
    ),
    Pair(
        "neither ... nor",
        "Anna Berg said [the text named both the city and the river].",
        "Anna Berg said [the text named neither the city nor the river].",
        ("neither", "nor"),
        NEGATED,
    ),
    Pair(
        "neither ... nor",
        "The premier supports [both the plan and the map].",
        "The premier supports [neither the plan nor the map].",
        ("neither", "nor"),
        NEGATED,
    ),
    Pair(
        "neither",
        "“[Either side can veto the list],” said Jan Lind.",
        "“[Neither side can veto the list],” said Jan Lind.",
        ("Neither",),
        NEGATED,
    ),
    Pair(
        "no + noun",
        "The mediators said [there was a plan for the port].",
        "The mediators said [there was no plan for the port].",
        ("no",),
        NEGATED,
    ),
    Pair(
        "no + noun",
        "“[We have an agreement on gas],” the minister said.",
        "“[We have no agreement on gas],” the minister said.",
        ("no",),
        NEGATED,
    ),
    Pair(
        "no + noun", "Every party accepted [the offer].", "No party accepted [the offer].", ("No",), NEGATED, "speaker"
    ),
    Pair(
        "under no circumstances",
        "[The port will close], the mayor said.",
        "[Under no circumstances will the port close], the mayor said.",
        ("Under no circumstances", "will"),
        NEGATED,
    ),
    Pair(
        "by no means",
        "The mayor said [the port was safe].",
        "The mayor said [the port was by no means safe].",
        ("by no means",),
        NEGATED,
    ),
    Pair(
        "nobody, nothing, none",
        "Jan Lind said [everybody had read the annex].",
        "Jan Lind said [nobody had read the annex].",
        ("nobody",),
        NEGATED,
    ),
    Pair(
        "nobody, nothing, none",
        "“[Everything was agreed in Oslo],” Anna Berg said.",
        "“[Nothing was agreed in Oslo],” Anna Berg said.",
        ("Nothing",),
        NEGATED,
    ),
    Pair(
        "nobody, nothing, none",
        "The observers said that [all of the tanks had been withdrawn].",
        "The observers said that [none of the tanks had been withdrawn].",
        ("none",),
        NEGATED,
    ),
    Pair(
        "without",
        "Marta Holm said [Kyiv would sign with guarantees].",
        "Marta Holm said [Kyiv would sign without guarantees].",
        ("without",),
        NEGATED,
    ),
    Pair(
        "no ... without",
        "“[There will be peace],” Anna Berg said.",
        "“[There will be no peace without a treaty],” Anna Berg said.",
        ("no", "without a treaty"),
        BOTH,
    ),
    Pair(
        "hardly",
        "Marta Holm said [the plan could work].",
        "Marta Holm said [the plan could hardly work].",
        ("hardly",),
        NEGATED,
    ),
    Pair(
        "hardly",
        "The general supports [the truce].",
        "The general hardly supports [the truce].",
        ("hardly",),
        NEGATED,
        "cue",
    ),
    Pair(
        "hardly",
        "“[They have read our letter],” said Jan Lind.",
        "“[They have barely read our letter],” said Jan Lind.",
        ("barely",),
        NEGATED,
    ),
    Pair(
        "seldom", "The envoy said [the guards came].", "The envoy said [the guards seldom came].", ("seldom",), NEGATED
    ),
    Pair(
        "far from",
        "Marta Holm said [the sides were close to a deal].",
        "Marta Holm said [the sides were far from a deal].",
        ("far from",),
        NEGATED,
    ),
    Pair(
        "little, few",
        "The president said [there was hope of a deal].",
        "The president said [there was little hope of a deal].",
        ("little",),
        NEGATED,
    ),
    Pair(
        "little, few",
        "The envoy said [many members backed the text].",
        "The envoy said [few members backed the text].",
        ("few",),
        NEGATED,
    ),
    Pair(
        "little, few",
        "Many parties accepted [the list].",
        "Few parties accepted [the list].",
        ("Few",),
        NEGATED,
        "speaker",
    ),
    Pair(
        "yet to",
        "Anna Berg said [the army had left].",
        "Anna Berg said [the army had yet to leave].",
        ("yet to leave",),
        NEGATED,
    ),
    Pair(
        "unable, unlikely, impossible",
        "Jan Lind said [a meeting was possible].",
        "Jan Lind said [a meeting was impossible].",
        ("impossible",),
        NEGATED,
    ),
    Pair(
        "unable, unlikely, impossible",
        "“[It is likely that they will come],” the envoy said.",
        "“[It is unlikely that they will come],” the envoy said.",
        ("unlikely",),
        NEGATED,
    ),
    # Verbs that turn what hangs on them.
    Pair(
        "deny",
        "The general says that [his men crossed the river].",
        "The general denies that [his men crossed the river].",
        ("denies",),
        NEGATED,
        "cue",
    ),
    Pair(
        "deny",
        "Marta Holm confirmed that [Kyiv had accepted the plan].",
        "Marta Holm denied that [Kyiv had accepted the plan].",
        ("denied",),
        NEGATED,
        "cue",
    ),
    Pair(
        "deny",
        "Jan Lind admitted [taking the money].",
        "Jan Lind denied [taking the money].",
        ("denied",),
        NEGATED,
        "cue",
    ),
    Pair(
        "doubt",
        "The ministry believes that [the truce will hold].",
        "The ministry doubts that [the truce will hold].",
        ("doubts",),
        NEGATED,
        "cue",
    ),
    Pair(
        "refuse",
        "The rebels agreed [to hand over the map].",
        "The rebels refused [to hand over the map].",
        ("refused",),
        NEGATED,
        "cue",
    ),
    Pair(
        "refuse",
        "Anna Berg said [her side had agreed to share the water].",
        "Anna Berg said [her side had refused to share the water].",
        ("refused",),
        NEGATED,
    ),
    Pair(
        "refusal",
        "Moscow's promise [to leave the base] is new.",
        "Moscow's refusal [to leave the base] is new.",
        ("refusal",),
        NEGATED,
        "cue",
    ),
    Pair(
        "reject",
        "Marta Holm said [her side accepted the offer].",
        "Marta Holm said [her side rejected the offer].",
        ("rejected",),
        NEGATED,
    ),
    Pair(
        "rule out", "Marta Holm proposed [a truce].", "Marta Holm ruled out [a truce].", ("ruled out",), NEGATED, "cue"
    ),
    Pair(
        "rule out",
        "The premier said [his government was considering early elections].",
        "The premier said [his government was ruling out early elections].",
        ("ruling out",),
        NEGATED,
    ),
    Pair(
        "fail to",
        "The mediators said [the council had managed to name a date].",
        "The mediators said [the council had failed to name a date].",
        ("failed",),
        NEGATED,
    ),
    Pair(
        "stop short of",
        "The ministry said [the two sides were discussing a ceasefire].",
        "The ministry said [the two sides were stopping short of discussing a ceasefire].",
        ("stopping short of",),
        NEGATED,
    ),
    Pair(
        "stop short of",
        "“[The text recognises the border],” Jan Lind said.",
        "“[The text stops short of recognising the border],” Jan Lind said.",
        ("stops short of recognising",),
        NEGATED,
    ),
    Pair(
        "stop doing",
        "The premier began endorsing [the plan].",
        "The premier stopped endorsing [the plan].",
        ("stopped",),
        NEGATED,
        "cue",
    ),
    Pair(
        "against",
        "The government voted for [the plan].",
        "The government voted against [the plan].",
        ("against",),
        NEGATED,
        "cue",
    ),
    Pair(
        "against",
        "The union argued for [a strike].",
        "The union argued against [a strike].",
        ("against",),
        NEGATED,
        "cue",
    ),
    Pair(
        "rather than",
        "The rebels said [they would accept a truce].",
        "The rebels said [they would fight on rather than accept a truce].",
        ("fight on rather than",),
        NEGATED,
    ),
    Pair(
        "rather than",
        "Jan Lind said [the council should impose sanctions].",
        "Jan Lind said [the council should wait instead of imposing sanctions].",
        ("wait instead of imposing",),
        NEGATED,
    ),
    # Clauses above the one that is turned.
    Pair(
        "it is not true that",
        "Anna Berg said [it was true that Kyiv had accepted the plan].",
        "Anna Berg said [it was not true that Kyiv had accepted the plan].",
        ("not",),
        NEGATED,
    ),
    Pair(
        "it is not true that",
        "“[It is true that we asked for help],” the general said.",
        "“[It is not true that we asked for help],” the general said.",
        ("not",),
        NEGATED,
    ),
    Pair(
        "it is not true that",
        "[It is true that the port is closed], the mayor said.",
        "[It is false that the port is closed], the mayor said.",
        ("false",),
        NEGATED,
    ),
    Pair(
        "does not think that",
        "Anna Berg thinks that [Kyiv will accept the plan].",
        "Anna Berg does not think that [Kyiv will accept the plan].",
        ("does not think",),
        NEGATED,
        "cue",
    ),
    Pair(
        "does not think that",
        "The premier expects [the talks to succeed].",
        "The premier does not expect [the talks to succeed].",
        ("does not expect",),
        NEGATED,
        "cue",
    ),
    Pair(
        "does not think that",
        "“[I believe that they will come],” said the envoy.",
        "“[I do not believe that they will come],” said the envoy.",
        ("do not",),
        NEGATED,
    ),
    Pair(
        "double negation",
        "Jan Lind said [a vote was possible].",
        "Jan Lind said [a vote was not impossible].",
        ("not impossible",),
        NEGATED,
    ),
    Pair(
        "double negation",
        "The premier proposed [a blockade].",
        "The premier did not rule out [a blockade].",
        ("did not rule out",),
        NEGATED,
        "cue",
    ),
    Pair(
        "double negation",
        "“[We accept the offer],” Anna Berg said.",
        "“[We do not reject the offer],” Anna Berg said.",
        ("do not reject",),
        NEGATED,
    ),
    # Words that look turned and are not, and questions: no flag, but nothing may be lost.
    Pair(
        "not only",
        "Marta Holm said [Kyiv and Moscow would sign].",
        "Marta Holm said [not only Kyiv but also Moscow would sign].",
        ("not only", "but also"),
        PLAIN,
    ),
    Pair(
        "no doubt",
        "The general said [the truce would hold].",
        "The general said [there was no doubt the truce would hold].",
        ("there was no doubt",),
        PLAIN,
    ),
    Pair(
        "question",
        "“[We will sign],” said the minister.",
        "“[Why would we sign?]” said the minister.",
        ("Why would", "?"),
        PLAIN,
    ),
    Pair(
        "question",
        "Anna Berg asked that [the fleet leave].",
        "Anna Berg asked [whether the fleet would leave].",
        ("whether", "would"),
        PLAIN,
    ),
]

# More sentences, each by itself: text, words that the widest statement must hold, negated, conditional.
SINGLE = [
    ("Kyiv said it would accept a truce.", "a truce", False, False),
    ("Kyiv said it would not accept a truce.", "would not accept", True, False),
    ("Kyiv said it won't accept a truce.", "won't accept", True, False),
    ("Kyiv said it would never accept a truce.", "never", True, False),
    ("Kyiv has agreed to a truce.", "a truce", False, False),
    ("Kyiv has not agreed to a truce.", "a truce", True, False),
    ("Kyiv agreed to a truce.", "a truce", False, False),
    ("Kyiv refused to agree to a truce.", "a truce", True, False),
    ("Marta Holm said the army would leave.", "would leave", False, False),
    ("Marta Holm denied that the army would leave.", "would leave", True, False),
    ("Marta Holm confirmed that the army had left.", "had left", False, False),
    ("Marta Holm did not confirm that the army had left.", "had left", True, False),
    ("Marta Holm has ruled out a truce.", "a truce", True, False),
    ("Marta Holm did not rule out a truce.", "a truce", True, False),
    ("Marta Holm would not rule out a truce.", "a truce", True, False),
    ("Marta Holm refused to rule out a truce.", "a truce", True, False),
    ("Marta Holm said there would be peace.", "peace", False, False),
    ("Marta Holm said there would be no peace without a treaty.", "no peace without", True, True),
    ("Marta Holm said there would be no peace.", "no peace", True, False),
    ("Marta Holm said nobody would sign.", "nobody", True, False),
    ("Marta Holm said that both sides would sign.", "both", False, False),
    ("Marta Holm said that neither side would sign.", "neither", True, False),
    ("Kyiv accepted the plan.", "the plan", False, False),
    ("Kyiv rejected the plan.", "the plan", True, False),
    ("Kyiv is willing to accept the plan.", "accept the plan", False, False),
    ("Kyiv is unwilling to accept the plan.", "accept the plan", True, False),
    ("Kyiv is ready to accept the plan.", "accept the plan", False, False),
    ("Kyiv is not ready to accept the plan.", "accept the plan", True, False),
    ("Kyiv wants a truce.", "a truce", False, False),
    ("Kyiv does not want a truce.", "a truce", True, False),
    ("Kyiv said it would sign only if the army left.", "only if", False, True),
    ("Kyiv said it would sign only when the army had left.", "only when", False, True),
    ("Kyiv said it would sign provided that the army left.", "provided", False, True),
    ("Kyiv said it would sign on condition that the army left.", "on condition", False, True),
    ("Kyiv said it would sign as long as the army left.", "as long as", False, True),
    ("If the army leaves, Kyiv will sign, Marta Holm said.", "If the army leaves", False, True),
    ("Unless the army leaves, Kyiv will not sign, Marta Holm said.", "Unless", True, True),
    ("Marta Holm said that, if the army left, Kyiv would sign.", "if the army left", False, True),
    ("Marta Holm said Kyiv would sign only once the army had left.", "only once", False, True),
    ("Marta Holm said Kyiv would sign after the army had left.", "after", False, False),
    ("“We will not sign,” Marta Holm said.", "not sign", True, False),
    ("“We will sign,” Marta Holm said, “but only if they leave.”", "only if", False, True),
    ("“No,” Marta Holm said, “we will sign.”", "we will sign", True, False),
    ("Marta Holm said it was true that the army had left.", "true", False, False),
    ("Marta Holm said it was untrue that the army had left.", "untrue", True, False),
    ("Marta Holm said it was false that the army had left.", "false", True, False),
    ("Marta Holm called the report true.", "true", False, False),
    ("Marta Holm called the report false.", "false", True, False),
    ("Marta Holm said the plan was acceptable.", "acceptable", False, False),
    ("Marta Holm said the plan was unacceptable.", "unacceptable", True, False),
    ("Marta Holm said a truce was possible.", "possible", False, False),
    ("Marta Holm said a truce was impossible.", "impossible", True, False),
    ("Marta Holm said she had the papers.", "papers", False, False),
    ("Marta Holm said she lacked the papers.", "lacked", True, False),
    ("Marta Holm said the talks had succeeded.", "succeeded", False, False),
    ("Marta Holm said the talks had failed to bring peace.", "failed to", True, False),
    ("Marta Holm said she agreed with the plan.", "agreed", False, False),
    ("Marta Holm said she disagreed with the plan.", "disagreed", True, False),
    ("Marta Holm opposed the plan.", "the plan", True, False),
    ("Marta Holm said her side had refused the offer.", "refused", True, False),
    ("Marta Holm said her side ruled out an offer.", "ruled out", True, False),
    ("Marta Holm warned against a truce.", "a truce", True, False),
    ("Marta Holm called for a truce.", "a truce", False, False),
    ("Marta Holm vowed to fight.", "to fight", False, False),
    ("Marta Holm vowed not to fight.", "not to fight", True, False),
    ("Marta Holm promised that nothing would change.", "nothing", True, False),
    ("Marta Holm promised to stop the war.", "to stop", False, False),
    ("According to Marta Holm, Kyiv will sign.", "will sign", False, False),
    ("According to Marta Holm, Kyiv will not sign.", "not sign", True, False),
    ("Kyiv will not sign, according to Marta Holm.", "not sign", True, False),
    ("Not a soldier will leave, Marta Holm said.", "Not a", True, False),
    ("Never will Kyiv sign, Marta Holm said.", "Never", True, False),
    ("Under no circumstances will Kyiv sign, Marta Holm said.", "no circumstances", True, False),
    ("In no case would Kyiv sign, Marta Holm said.", "no case", True, False),
    ("Moscow's demand that the army leave is new.", "the army leave", False, False),
    ("Moscow's refusal to leave is new.", "to leave", True, False),
    ("Moscow's reluctance to leave is new.", "to leave", True, False),
    ("Moscow's unwillingness to leave is new.", "to leave", True, False),
    ("Moscow's objections that the text is old are new.", "the text is old", True, False),
    ("Marta Holm said the plan was on page No. 2.", "the plan", False, False),
    ("Marta Holm said the army behaved as if the war was over.", "the army", False, False),
    ("Marta Holm doubted that Kyiv would sign.", "would sign", True, False),
    ("Marta Holm believed that Kyiv would sign.", "would sign", False, False),
    ("Marta Holm does not believe that Kyiv will sign.", "will sign", True, False),
    ("Marta Holm said there was no doubt that Kyiv would sign.", "no doubt", False, False),
    ("Marta Holm said Kyiv might sign.", "might sign", False, False),
    ("Marta Holm said Kyiv would not sign unless the army left.", "unless", True, True),
    ("The plan was rejected by Kyiv.", "The plan", True, False),
    ("The plan was not accepted by Kyiv.", "The plan", True, False),
    ("The plan was accepted by Kyiv.", "The plan", False, False),
    ("Marta Holm said Kyiv would pay.", "would pay", False, False),
    ("Marta Holm said Kyiv would no longer pay.", "no longer", True, False),
    ("Marta Holm said Kyiv would pay provided that Moscow paid too.", "provided that", False, True),
    ("Marta Holm promised to leave.", "to leave", False, False),
    ("Marta Holm promised never to leave.", "never to leave", True, False),
    ("Marta Holm said either side could sign.", "either side", False, False),
    ("Marta Holm said neither side could sign.", "neither side", True, False),
    ("Marta Holm said the army had left.", "the army had left", False, False),
    ("Marta Holm said the army had yet to leave.", "yet to leave", True, False),
    ("Marta Holm said a deal was possible.", "possible", False, False),
    ("Marta Holm said a deal was impossible.", "impossible", True, False),
    ("Marta Holm said Kyiv would sign as long as the guns fell silent.", "as long as", False, True),
    ("Marta Holm said Kyiv was able to wait.", "able to wait", False, False),
    ("Marta Holm said Kyiv was unable to wait.", "unable to wait", True, False),
    ("Marta Holm said somebody had called.", "somebody had called", False, False),
    ("Marta Holm said nobody had called.", "nobody had called", True, False),
    ("Marta Holm confirmed that Kyiv had agreed.", "had agreed", False, False),
    ("Marta Holm denied that Kyiv had agreed.", "had agreed", True, False),
    ("Marta Holm said Kyiv ruled the offer in.", "the offer in", False, False),
    ("Marta Holm said Kyiv ruled the offer out.", "the offer out", True, False),
]


@cache
def analyst() -> Analyst:
    return Analyst()


def unmarked(sentence: str) -> tuple[str, int, int]:
    """The sentence without its brackets, and where the marked words begin and end in it."""
    before, said, behind = sentence.replace("]", "[").split("[")
    return before + said + behind, len(before), len(before) + len(said)


def statements_of(sentence: str) -> tuple[Statement, list[Statement]]:
    """The statement of exactly the marked words, and all statements of the sentence."""
    text, start, end = unmarked(sentence)
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    found = list(analyst().analyse(document, sentences=sentence_spans(text)).statements)
    assert all(text[one.start : one.end] == one.content for one in found)
    exact = [one for one in found if (one.start, one.end) == (start, end)]
    assert exact, f"{text[start:end]!r} is not among {[one.content for one in found]}"
    return exact[0], found


def words_of(sentence: str) -> list[str]:
    return [word.strip(".,;:“”?").lower() for word in unmarked(sentence)[0].split()]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.construction)
def test_no_span_drops_the_words_that_turn_it_and_the_flags_tell_the_two_apart(pair: Pair) -> None:
    _, plain = statements_of(pair.plain)
    turned, others = statements_of(pair.turned)
    text = unmarked(pair.turned)[0]

    assert {(one.negated, one.conditional) for one in plain} == {PLAIN}
    # Also what is reported inside the words of another: "denied that Kyiv had accepted the plan".
    assert {(one.negated, one.conditional) for one in others} == {pair.flags}
    speaker = text[turned.speaker_start : turned.speaker_end]
    place = {"content": turned.content, "cue": turned.cue or "", "speaker": speaker}[pair.place]
    assert all(words in place for words in pair.turning)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.construction)
def test_the_two_sentences_of_a_pair_differ_by_the_turning_words_alone(pair: Pair) -> None:
    plain, turned = words_of(pair.plain), words_of(pair.turned)
    changes = SequenceMatcher(None, plain, turned, autojunk=False).get_opcodes()
    added = [word for kind, _, _, start, end in changes if kind != "equal" for word in turned[start:end]]
    replaced = [word for kind, start, end, _, _ in changes if kind != "equal" for word in plain[start:end]]

    assert added or "?" in pair.turning
    assert not Counter(added) - Counter(" ".join(pair.turning).lower().replace("?", "").split())
    assert len(replaced) <= len(added)


def test_the_table_holds_enough_pairs_of_enough_constructions() -> None:
    assert len({unmarked(pair.plain)[0] + unmarked(pair.turned)[0] for pair in PAIRS}) == len(PAIRS) >= 75
    assert len({pair.turned for pair in PAIRS}) == len(PAIRS)
    assert len({pair.construction for pair in PAIRS}) >= 20


@pytest.mark.parametrize(("text", "words", "negated", "conditional"), SINGLE)
def test_consent_and_refusal_are_told_apart(text: str, words: str, negated: bool, conditional: bool) -> None:
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    found = analyst().analyse(document, sentences=sentence_spans(text)).statements

    widest = max((item for item in found if words in item.content), key=lambda item: len(item.content))

    assert text[widest.start : widest.end] == widest.content
    assert (widest.negated, widest.conditional) == (negated, conditional)


@pytest.mark.parametrize(
    "text",
    [
        *("not only Kyiv", "no doubt", "little doubt", "a knot", "another", "No 10", "false flag", "nonetheless"),
        *("a denim coat", "a few days", "the next few days", "the little town", "Little Rock will vote"),
    ],
)
def test_words_that_look_like_a_negation_are_none(text: str) -> None:
    assert not is_negated(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a gift", "not far", "the untilled land", "no, within a week", "as if by magic", "if anything, it is cold"),
        *(
            "Should we leave, or would they come?",
            "We will ask why should they leave",
            "They had the map, and would go",
        ),
        *("it will show what the army should do", "they will say they were the first"),
    ],
)
def test_words_that_look_like_a_condition_are_none(text: str) -> None:
    assert not is_conditional(text)
