"""Consent and refusal side by side: the flags of a statement, and that its span keeps the word that turns it."""

from __future__ import annotations

from functools import cache

import pytest

from ingest.attribution import Analyst
from ingest.attribution.polarity import is_conditional, is_negated
from ingest.sentences import sentence_spans
from vectorstore.records import SourceDocument

# Text, words that the widest statement must hold, whether it is negated, whether it is conditional.
CASES = [
    ("Kyiv will accept a truce.", "a truce", False, False),
    ("Kyiv will not accept a truce.", "a truce", True, False),
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
    ("Marta Holm ruled out a truce.", "a truce", True, False),
    ("Marta Holm has ruled out a truce.", "a truce", True, False),
    ("Marta Holm did not rule out a truce.", "a truce", True, False),
    ("Marta Holm would not rule out a truce.", "a truce", True, False),
    ("Marta Holm refused to rule out a truce.", "a truce", True, False),
    ("Marta Holm said the sides were close to a deal.", "close to", False, False),
    ("Marta Holm said the sides were far from a deal.", "far from", True, False),
    ("Marta Holm said there would be peace.", "peace", False, False),
    ("Marta Holm said there would be no peace without a treaty.", "no peace without", True, True),
    ("Marta Holm said there would be no peace.", "no peace", True, False),
    ("Marta Holm said nobody would sign.", "nobody", True, False),
    ("Marta Holm said that both sides would sign.", "both", False, False),
    ("Marta Holm said that neither side would sign.", "neither", True, False),
    ("Both Kyiv and Moscow accepted the plan.", "the plan", False, False),
    ("Neither Kyiv nor Moscow accepted the plan.", "the plan", True, False),
    ("Kyiv accepted the plan.", "the plan", False, False),
    ("Kyiv rejected the plan.", "the plan", True, False),
    ("Kyiv is willing to accept the plan.", "accept the plan", False, False),
    ("Kyiv is unwilling to accept the plan.", "accept the plan", True, False),
    ("Kyiv is ready to accept the plan.", "accept the plan", False, False),
    ("Kyiv is not ready to accept the plan.", "accept the plan", True, False),
    ("Kyiv wants a truce.", "a truce", False, False),
    ("Kyiv does not want a truce.", "a truce", True, False),
    ("Kyiv said it would sign.", "would sign", False, False),
    ("Kyiv said it would sign unless the army moved.", "unless", False, True),
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
    ("“We will sign,” Marta Holm said.", "We will sign", False, False),
    ("“We will not sign,” Marta Holm said.", "not sign", True, False),
    ("“We will sign,” Marta Holm said, “but only if they leave.”", "only if", False, True),
    ("“We would sign,” said Marta Holm. “But not now.”", "not now", True, False),
    ("“No,” Marta Holm said, “we will sign.”", "we will sign", True, False),
    ("Marta Holm said it was true that the army had left.", "true", False, False),
    ("Marta Holm said it was untrue that the army had left.", "untrue", True, False),
    ("Marta Holm said it was false that the army had left.", "false", True, False),
    ("Marta Holm called the report true.", "true", False, False),
    ("Marta Holm called the report false.", "false", True, False),
    ("Marta Holm said the plan could work.", "could work", False, False),
    ("Marta Holm said the plan could hardly work.", "hardly", True, False),
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
    ("Marta Holm said her side accepted the offer.", "accepted", False, False),
    ("Marta Holm said her side rejected the offer.", "rejected", True, False),
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
    ("Kyiv, Marta Holm said, will not sign.", "will not sign", True, False),
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
    ("Marta Holm said not only Kyiv but also Moscow would sign.", "not only", False, False),
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
    ("Marta Holm said Kyiv would talk in exchange for a truce.", "in exchange for", False, True),
]


@cache
def analyst() -> Analyst:
    return Analyst()


@pytest.mark.parametrize(("text", "words", "negated", "conditional"), CASES)
def test_consent_and_refusal_are_told_apart(text: str, words: str, negated: bool, conditional: bool) -> None:
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    found = analyst().analyse(document, sentences=sentence_spans(text)).statements

    widest = max((item for item in found if words in item.content), key=lambda item: len(item.content))

    assert text[widest.start : widest.end] == widest.content
    assert (widest.negated, widest.conditional) == (negated, conditional)


@pytest.mark.parametrize(
    "text", ["not only Kyiv", "no doubt", "a knot", "another", "No 10", "false flag", "nonetheless", "a denim coat"]
)
def test_words_that_look_like_a_negation_are_none(text: str) -> None:
    assert not is_negated(text)


@pytest.mark.parametrize("text", ["a gift", "not far", "the untilled land", "no, within a week", "as if by magic"])
def test_words_that_look_like_a_condition_are_none(text: str) -> None:
    assert not is_conditional(text)
