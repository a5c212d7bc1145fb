"""Which uploaded file replaces which, in a real store; no server and no browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.page.uploads import Uploads

NOBODY: frozenset[str] = frozenset()
TEXTS = {
    "varn": "Ilse Marrow said that Varn would keep the grain tariff.",
    "later": "Ilse Marrow said that Varn would lift the grain tariff after all.",
    "ostrel": "Tobin Hale said that Ostrel would open the lighthouse to visitors in May.",
}


@pytest.fixture
def desk(tmp_path: Path) -> Assistant:
    return Assistant.from_settings(env_file=None, vectorstore_path=str(tmp_path / "store"))


def uploaded(folder: Path, which: str, *, name: str = "notes.md") -> str:
    """Return a file as an upload brings it: each in a temporary folder of its own."""
    place = folder / which / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(TEXTS[which], encoding="utf-8")
    return str(place)


def held(desk: Assistant) -> dict[str, str]:
    return {Path(item.source).name: item.text.strip() for item in desk.documents()}


def test_a_session_replaces_what_it_added_itself(desk: Assistant, tmp_path: Path) -> None:
    with desk:
        uploads = Uploads(desk)
        _, own = uploads.take([uploaded(tmp_path, "varn")], own=NOBODY)
        assert own == {"notes.md"}
        _, again = uploads.take([uploaded(tmp_path, "later")], own=own)
        assert again == own
        assert held(desk) == {"notes.md": TEXTS["later"]}


def test_nobody_replaces_the_document_of_somebody_else(desk: Assistant, tmp_path: Path) -> None:
    with desk:
        uploads = Uploads(desk)
        uploads.take([uploaded(tmp_path, "varn")], own=NOBODY)
        said, own = uploads.take([uploaded(tmp_path, "ostrel")], own=NOBODY)
        assert held(desk) == {"notes.md": TEXTS["varn"], "notes (2).md": TEXTS["ostrel"]}
        assert "notes (2).md" in said
        # Its own one stays its own under the name that it was kept under.
        uploads.take([uploaded(tmp_path, "later")], own=own)
        assert held(desk) == {"notes.md": TEXTS["varn"], "notes (2).md": TEXTS["later"]}


def test_the_same_document_again_is_kept_once_and_belongs_to_the_first(desk: Assistant, tmp_path: Path) -> None:
    with desk:
        uploads = Uploads(desk)
        uploads.take([uploaded(tmp_path, "varn")], own=NOBODY)
        _, own = uploads.take([uploaded(tmp_path, "varn")], own=NOBODY)
        assert own == NOBODY
        assert held(desk) == {"notes.md": TEXTS["varn"]}


def test_two_files_of_one_name_in_one_upload_are_two_documents(desk: Assistant, tmp_path: Path) -> None:
    with desk:
        uploads = Uploads(desk)
        _, own = uploads.take([uploaded(tmp_path, "varn"), uploaded(tmp_path, "ostrel")], own=NOBODY)
        assert own == {"notes.md", "notes (2).md"}
        assert sorted(held(desk).values()) == sorted([TEXTS["varn"], TEXTS["ostrel"]])


def test_a_failure_leaves_the_earlier_version_whole(desk: Assistant, tmp_path: Path) -> None:
    with desk:
        uploads = Uploads(desk)
        _, own = uploads.take([uploaded(tmp_path, "varn")], own=NOBODY)
        said, after = uploads.take([str(tmp_path / "gone" / "notes.md")], own=own)
        assert "pa-bad" in said
        assert after == own
        assert held(desk) == {"notes.md": TEXTS["varn"]}
        assert [path.name for path in (tmp_path / "store-uploads").iterdir()] == ["notes.md"]
