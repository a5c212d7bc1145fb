"""Reading claims from a model's text, however it comes and however it is written."""

from __future__ import annotations

import json
import random
import time

import pytest

from assistant.model.claims import Claim, claims, is_refusal

TWO = [Claim(text="Maldora rejects tolls.", numbers=(3, 7)), Claim(text="Kestria wants 12 crowns.", numbers=(4,))]
PLAIN = "Maldora rejects tolls. [3][7]\nKestria wants 12 crowns. [4]"
JSON = json.dumps({"claims": [{"text": item.text, "sentences": list(item.numbers)} for item in TWO]})


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN + "\n",
        "\n\n" + PLAIN.replace("\n", "\n\n"),
        "- Maldora rejects tolls. [3, 7]\n* Kestria wants 12 crowns. [S4]",
        "1. Maldora rejects tolls [3] [7].\n2. **Kestria** wants 12 crowns. [sentence 4]".replace(
            " [3] [7].", ". [3] [7]"
        ),
        "<think>The user asks about tolls. [1]\nMaybe [2].</think>\n" + PLAIN,
        "Maldora rejects tolls.\n[3] [7]\nKestria wants 12 crowns. (4)",
        "Maldora rejects tolls. 【3†source】【7†source】\nKestria wants 12 crowns. [[4]]",
        "Maldora rejects tolls. [^3][^7]\nKestria wants 12 crowns. <sup>4</sup>",
        "Maldora rejects tolls. [3](https://a.example) [source 7]\nKestria wants 12 crowns. [ref 4]",
        JSON,
        json.dumps(json.loads(JSON), indent=1),
        f"```json\n{JSON}\n```",
        f"<think>hm</think>{JSON}",
        f"The user asks about tolls.\nSo maybe the first one.</think>\n{PLAIN}",
        f"The user asks about tolls.\nA form like {{...}} is asked for.\n</think>\n\n{JSON}",
        f"<think>hm</think><think>so</think>{PLAIN}",
        f"{JSON}\n",
        f"```json\n{JSON[:-2]}",
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_claims_are_the_same_wherever_the_pieces_are_cut(text: str, seed: int) -> None:
    chance = random.Random(seed)
    pieces, rest = [], text
    while rest:
        size = chance.randint(1, 12)
        pieces.append(rest[:size])
        rest = rest[size:]
    assert list(claims(pieces)) == TWO


def test_a_claim_is_there_as_soon_as_its_line_is() -> None:
    seen = []

    def pieces():  # type: ignore[no-untyped-def]
        yield "Maldora rejects tolls. [3][7]\n"
        seen.append("later")
        yield "Kestria wants 12 crowns. [4]"

    assert next(claims(pieces())) == TWO[0]
    assert not seen


def test_a_claim_is_there_as_soon_as_its_brace_is() -> None:
    given = iter([JSON[: JSON.index("}") + 1], JSON[JSON.index("}") + 1 :]])
    assert next(claims(given)) == TWO[0]
    assert next(given)


def test_json_behind_words_of_a_models_own_is_read() -> None:
    assert [item for item in claims([f"Here is what I found:\n```json\n{JSON}\n```\n"]) if item.numbers] == TWO


def test_numbers_written_as_words_of_json_count() -> None:
    assert [item.numbers for item in claims([JSON.replace("3, 7", '"3", "7"')])] == [(3, 7), (4,)]


def test_what_is_read_is_not_read_again() -> None:
    begun = time.process_time()
    assert sum(1 for _ in claims(["Maldora rejects tolls. [3]\n"] * 4_000)) == 4_000
    assert time.process_time() - begun < 10  # a tenth of a second; with all of it read again at each line, a minute


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("A. [2-4]", (2, 3, 4)), ("A. [1-900]", ()), ("A. [5][5]", (5,)), ("A.", ()), ("A. [1000004]", (1000004,))]
    + [(text, (1000004,)) for text in ("A. [[1000004]]", "A. 【1000004†s】", "A. [^1000004]", "A. (1000004)")],
)
def test_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert [item.numbers for item in claims([text])] == [numbers]


@pytest.mark.parametrize("text", ["", "{", '{"claims": 3}', "{'claims': []}", '{"claims": [3, null]}', "***", "[3]"])
def test_what_holds_no_claim_gives_none(text: str) -> None:
    assert all(not item.text for item in claims([text])) or not list(claims([text]))


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1" * 5000,
        "[1 " * 5000,
        "[" + "1," * 5000 + "x]",
        "<think>" * 2000,
        "{" * 5000,
        '{"claims": ' + "[" * 50_000,
    ],
)
def test_a_text_made_to_be_hard_to_read_is_read_at_once(text: str) -> None:
    for _ in claims([text, "\n", text]):
        pass


def test_the_refusal_is_the_word_of_the_prompt() -> None:
    assert is_refusal(Claim(text="NOT_IN_DOCUMENTS.", numbers=()))
    assert not is_refusal(TWO[0])
