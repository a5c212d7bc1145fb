"""What the chain adds to a bare streaming call: ``python -m tests.evaluation.overhead`` (own papers, loopback server).

Both ask the same server the same messages in turn, and both wait for the first whole line: the chain shows nothing that
has not passed the gate. Retrieval is left out; numbering the evidence, the prompt, the gate are in.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import openai

from assistant import Assistant, EvidenceEvent, TokenEvent
from assistant.announced import sample_folder
from assistant.verify.acts import parsed
from tests.evaluation.protocol import SECRET, Served, echo, serving

_RUNS = 30
_QUESTION = "What did Peskov say about the Donbas?"


def chained(desk: Assistant) -> float:
    """Return the seconds from the evidence to the first checked line."""
    parsed.cache_clear()  # the same claim again would be no work
    events = desk.stream(_QUESTION)
    assert isinstance(next(events), EvidenceEvent)
    begun = time.perf_counter()
    assert isinstance(next(events), TokenEvent)
    seconds = time.perf_counter() - begun
    list(events)
    return seconds


def bare(client: openai.OpenAI, body: dict[str, object]) -> float:
    """Return the seconds from the call to the end of the first line."""
    begun = time.perf_counter()
    seconds = 0.0
    with client.chat.completions.create(model="echo", messages=body["messages"], stream=True) as stream:  # type: ignore
        for chunk in stream:
            text = chunk.choices[0].delta.content if chunk.choices else None
            if not seconds and text and "\n" in text:
                seconds = time.perf_counter() - begun
    return seconds


def measured(served: Served, folder: Path) -> tuple[float, float]:
    """Return the medians in seconds: bare, and through the chain."""
    ours, theirs = [], []
    with (
        openai.OpenAI(api_key=SECRET, base_url=served.base_url, max_retries=0) as client,
        Assistant.from_settings(
            env_file=None,
            vectorstore_path=folder / "store",
            assistant_chat_model="openai:echo",
            openai_base_url=served.base_url,
            openai_api_key=SECRET,
        ) as desk,
    ):
        desk.ingest([sample_folder()])
        chained(desk)
        for _ in range(_RUNS):
            theirs.append(bare(client, served.seen.last["echo"]))
            ours.append(chained(desk))
    return statistics.median(theirs), statistics.median(ours)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(echo=lambda body: f"{echo(body)}\n\n") as served:
        theirs, ours = measured(served, Path(folder))
    print(f"first line, median of {_RUNS}: bare {theirs * 1000:.1f} ms, chain {ours * 1000:.1f} ms")
    print(f"the chain adds {(ours - theirs) * 1000:.1f} ms, {ours / theirs:.1f} times the bare call (bar: 50 ms)")


if __name__ == "__main__":
    main()
