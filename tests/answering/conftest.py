"""A small negotiation of our own, stored by hand: two states, a canal, and who said what about its tolls."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.understand.cast import Cast
from vectorstore import (
    Chunk,
    Entity,
    SourceDocument,
    Statement,
    StatementKind,
    VectorStore,
    VectorstoreSettings,
    parties,
)

LABELS = {
    "Maldora": "GPE",
    "Kestria": "GPE",
    "Sandrel": "GPE",
    "Brell": "GPE",
    "Irena Holt": "PERSON",
    "Tomas Brandel": "PERSON",
    "Pavo Lindqvist": "PERSON",
    "Ruth Amsel": "PERSON",
}
ROLES = {
    "Irena Holt": ("president of Maldora", "Maldora"),
    "Tomas Brandel": ("foreign minister of Kestria", "Kestria"),
    "Pavo Lindqvist": ("spokesman of Kestria", "Kestria"),
    "Ruth Amsel": ("mediator", "Sandrel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says in a document, as the document writes it."""

    speaker: str
    content: str
    kind: StatementKind = "indirect"
    cue: str | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document with all its parts."""

    document: SourceDocument
    chunks: tuple[Chunk, ...]
    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]

    def put(self, store: VectorStore) -> None:
        store.put(self.document, chunks=self.chunks, statements=self.statements, entities=self.entities)


def paper(
    name: str,
    title: str,
    publisher: str,
    day: date,
    paragraphs: Sequence[Sequence[str]],
    said: Sequence[Said],
) -> Paper:
    """Return a document of these paragraphs (lists of sentences), each paragraph a chunk."""
    text = "\n\n".join(" ".join(sentences) for sentences in paragraphs)
    chunks, start = [], 0
    for number, sentences in enumerate(paragraphs):
        spans, place = [], start
        for sentence in sentences:
            spans.append((place, place + len(sentence)))
            place += len(sentence) + 1
        chunks.append(
            Chunk(
                chunk_id=f"{name}/{number}",
                document_id=name,
                text=text[start : place - 1],
                start=start,
                end=place - 1,
                sentences=tuple(spans),
                title=title,
                publisher=publisher,
                published_on=day,
            )
        )
        start = place + 1
    statements = tuple(_statement(name, text, item, number, day) for number, item in enumerate(said))
    entities = tuple(
        Entity(document_id=name, text=found, start=place, end=place + len(found), label=label)
        for found, label in LABELS.items()
        if (place := text.find(found)) >= 0
    )
    document = SourceDocument(
        document_id=name, title=title, text=text, source=f"{name}.txt", publisher=publisher, published_on=day
    )
    return Paper(document=document, chunks=tuple(chunks), statements=statements, entities=entities)


def _statement(name: str, text: str, item: Said, number: int, day: date) -> Statement:
    start = text.index(item.content)
    role, party = ROLES[item.speaker]
    return Statement(
        statement_id=f"{name}/s{number}",
        document_id=name,
        content=item.content,
        start=start,
        end=start + len(item.content),
        kind=item.kind,
        cue=item.cue,
        negated=item.negated,
        speaker=item.speaker,
        role=role,
        party=party,
        published_on=day,
    )


CANAL = paper(
    "canal",
    "Canal talks open in Brell",
    "Harbour Gazette",
    date(2031, 3, 4),
    [
        [
            "Delegations from Maldora and Kestria met in the town of Brell on Monday about the Oster Canal.",
            "Maldora wants the canal tolls to be halved within three years.",
            "“We will not pay more than two crowns per ton,” Irena Holt, the president of Maldora, said.",
        ],
        [
            "Tomas Brandel, the foreign minister of Kestria, rejected the demand.",
            "Brandel said that Kestria needs the tolls to repair the locks.",
            "He added that Kestria would open the canal at night if Maldora paid for the lighting.",
        ],
        [
            "The main sticking point is who pays for the dredging of the canal.",
            "About 40 barges wait at the northern lock each day.",
            "Holt accepted the plan for joint patrols on the canal because smuggling hurts both sides.",
        ],
    ],
    [
        Said(speaker="Irena Holt", content="We will not pay more than two crowns per ton,", kind="direct"),
        Said(speaker="Tomas Brandel", content="Kestria needs the tolls to repair the locks"),
        Said(
            speaker="Tomas Brandel",
            content="Kestria would open the canal at night if Maldora paid for the lighting",
        ),
    ],
)
FISHING = paper(
    "fishing",
    "Quarrel over the herring",
    "Northern Wire",
    date(2031, 5, 20),
    [
        [
            "Pavo Lindqvist, the spokesman of Kestria, said that the herring quota must stay as it is.",
            "Inspectors have visited the fishing harbours since 2022.",
            "Irena Holt said that Maldora would sign the fishing accord only if the herring quota is raised.",
        ],
        [
            "Ruth Amsel, the mediator from Sandrel, said that a compromise on the herring is close.",
            "The fishing accord would last for ten years.",
            "Kestria has sent nine patrol boats to the herring grounds.",
        ],
    ],
    [
        Said(speaker="Pavo Lindqvist", content="the herring quota must stay as it is"),
        Said(
            speaker="Irena Holt",
            content="Maldora would sign the fishing accord only if the herring quota is raised",
        ),
        Said(speaker="Ruth Amsel", content="a compromise on the herring is close"),
    ],
)


DENIED = paper(
    "sale",
    "Is the canal for sale?",
    "Harbour Gazette",
    date(2031, 6, 1),
    [
        ["Holt offered Kestria the whole canal for sale, a diplomat said.", "She denied this on Tuesday."],
        ["The canal was dug by hand in the year 1820.", "It denies nobody a night of rest."],
        ["The councillors will vote on the sale on 9 June."],
    ],
    [],
)


@pytest.fixture(scope="session")
def denied() -> Paper:
    """A third document: a report that the one concerned denies in the next sentence."""
    return DENIED


@pytest.fixture(scope="session")
def make_paper() -> Callable[..., Paper]:
    """Makes a document of paragraphs and of what people say in them."""
    return paper


@pytest.fixture(scope="session")
def say() -> type[Said]:
    """Makes what somebody says in a document."""
    return Said


@pytest.fixture(scope="session")
def papers() -> tuple[Paper, ...]:
    """The two documents: canal tolls in March, herring in May."""
    return CANAL, FISHING


@pytest.fixture(scope="session")
def cast(papers: tuple[Paper, ...]) -> Cast:
    """Who appears in the two documents, with the parties of the world known beside them."""
    return Cast.of(
        [item for one in papers for item in one.statements],
        [item for one in papers for item in one.entities],
        party_of=parties().of_typed,
    )


@pytest.fixture(scope="session")
def talks(tmp_path_factory: pytest.TempPathFactory, papers: tuple[Paper, ...]) -> Path:
    """The folder of a store with the two documents; nobody opens it, copies are made of it."""
    folder = tmp_path_factory.mktemp("talks") / "store"
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as store:
        for one in papers:
            one.put(store)
    return folder


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, talks: Path) -> Iterator[Assistant]:
    """An assistant over the two documents; never closed or changed by a test."""
    folder = tmp_path_factory.mktemp("desk") / "store"
    shutil.copytree(talks, folder)
    with Assistant.from_settings(env_file=None, vectorstore_path=folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def answered(desk: Assistant) -> Callable[[str], Answer]:
    """The desk's answer to a question without a history; each question is asked once."""
    return cache(desk.ask)
