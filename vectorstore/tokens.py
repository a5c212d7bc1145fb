"""Counting tokens as OpenAI's models do, without a network.

``tiktoken`` downloads its vocabularies, without a limit of time. They come with Parley instead and are laid
into the application's cache folder, where ``tiktoken`` finds them. Loading one takes about half a second.
"""

from __future__ import annotations

import atexit
import gzip
import hashlib
import os
import shutil
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import tiktoken

EncodingName = Literal["o200k_base", "cl100k_base"]

_VARIABLE = "TIKTOKEN_CACHE_DIR"
# For each encoding: the file that tiktoken looks for (SHA-1 of the address that it would download from) and
# the SHA-256 that it expects of it. A file with another digest it would delete, and download.
_FILES: dict[str, tuple[str, str]] = {
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}
_lock = threading.Lock()


def count_tokens(text: str, *, encoding: EncodingName = "o200k_base") -> int:
    """Return the number of tokens of ``text``; text that looks like a control token counts as ordinary text.

    Args:
        text: any text.
        encoding: ``o200k_base`` for the models since GPT-4o, ``cl100k_base`` for GPT-4 and the embedding
            models.
    """
    return len(load_encoding(encoding).encode_ordinary(text))


def load_encoding(name: EncodingName) -> tiktoken.Encoding:
    """Return an encoding of ``tiktoken``, loaded once for the process and never from the network.

    It is registered with ``tiktoken``, so other libraries that ask for it by name find it.
    """
    with _lock:
        return _loaded(name)


@cache
def _loaded(name: EncodingName) -> tiktoken.Encoding:
    import tiktoken

    with _announced(_seeded(name)):
        return tiktoken.get_encoding(name)


def _seeded(name: str) -> Path:
    """Return a folder that holds the vocabulary: the user's, the application's cache, or a temporary one."""
    users = os.environ.get(_VARIABLE)
    for folder in filter(None, [Path(users) if users else None, _cache_folder()]):
        with suppress(OSError):
            _lay(name, folder)
            return folder
    folder = Path(tempfile.mkdtemp(prefix="parley-tokens-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _lay(name, folder)
    return folder


def _cache_folder() -> Path | None:
    """Return the application's cache folder by the custom of the system, or ``None`` without a home."""
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local, "parley", "cache", "tiktoken") if local else None
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The custom says that a relative path is to be ignored.
    if os.path.isabs(base):
        return Path(base, "parley", "tiktoken")
    try:
        return Path.home() / ".cache" / "parley" / "tiktoken"
    except RuntimeError:
        return None


def _lay(name: str, folder: Path) -> None:
    """Write the vocabulary into ``folder`` unless it is there; a reader never sees half of it."""
    file_name, digest = _FILES[name]
    target = folder / file_name
    if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == digest:
        return
    packed = resources.files("vectorstore").joinpath("tokenizers", f"{name}.tiktoken.gz").read_bytes()
    data = gzip.decompress(packed)
    if hashlib.sha256(data).hexdigest() != digest:
        raise RuntimeError(f"The vocabulary {name} of this installation is damaged: install Parley anew.")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{file_name}.{uuid.uuid4().hex}.part"
    try:
        partial.write_bytes(data)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _announced(folder: Path) -> Iterator[None]:
    """Point ``tiktoken`` to ``folder``: for good if nobody said otherwise, else only here."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is not None:
            os.environ[_VARIABLE] = before
