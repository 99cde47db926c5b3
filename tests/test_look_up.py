"""Looking words up in a catalog: what has to do with them, what may have been meant, and what is foreign to it."""

from pathlib import Path

import pytest
import yaml

from tests.workspaces import make_workspace
from tools.actions.find_tags import FindArguments, find_tags
from tools.catalog.file import read_catalog
from tools.catalog.lexicon import Lexicon
from tools.catalog.lookup import Lookup
from tools.catalog.meanings import Meanings
from tools.catalog.model import Catalog
from tools.embedding import embedder_of
from tools.segment import Definition, TagCondition
from tools.settings import Settings

ROOT = Path(__file__).parents[1]
CATALOGS = {
    "demo": ROOT / "tools/ingest/demo/catalog.yaml",
    "complete_journey": ROOT / "evals/businesses/complete_journey/catalog.yaml",
}
LOOK_UPS = yaml.safe_load((Path(__file__).parent / "look_ups.yaml").read_text("utf-8"))

SHOP = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "id"},
        "tags": [
            {"id": "has_dog", "type": "flag", "name": {"en": "Has a dog", "zh": "养狗"}},
            {
                "id": "plan",
                "type": "choice",
                "name": {"en": "Plan"},
                "values": [{"value": "gold", "name": {"en": "Gold membership"}}, {"value": "free"}],
            },
        ],
    }
)


def look_up_over(catalog: Catalog) -> Lookup:
    return Lookup(Lexicon(catalog), Meanings(catalog, embedder_of(Settings(embeddings="embedded"))))


@pytest.fixture(scope="module")
def look_ups() -> dict[str, Lookup]:
    return {name: look_up_over(read_catalog(file)) for name, file in CATALOGS.items()}


def owners(lookup: Lookup, words: str) -> list[str]:
    return list(dict.fromkeys(entry.tag or entry.event or entry.id for entry, _ in lookup.search(words)))


# Measured: 1.00 in all four; 0.96, 0.92, 0.92 and 1.00 before cards held values.
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CATALOGS)
def test_what_has_to_do_with_words_is_among_the_first_five(look_ups, name, lang):
    asked = LOOK_UPS[name][lang]
    hits = [bool({*wanted} & {*owners(look_ups[name], words)[:5]}) for words, wanted in asked.items()]
    assert sum(hits) / len(hits) >= 0.95


# Measured: 16 of 21 and 12 of 14 fit; of the words that nothing fits 6 of 7 and 5 of 6 get no suggestion.
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_suggestions_fit_or_are_not_made(look_ups, lang):
    fit, quiet = [], []
    for words, wanted in LOOK_UPS["did_you_mean"][lang].items():
        names = look_ups["demo"].nearest(words)
        offered = {entry.tag or entry.event for entry, _ in look_ups["demo"].search(words) if entry.name in names}
        if wanted:
            fit.append(bool({*wanted} & offered))
        else:
            quiet.append(not names)
    assert sum(fit) / len(fit) >= 0.7
    assert sum(quiet) / len(quiet) >= 0.7


def test_an_exact_name_comes_first_and_names_around_it_next():
    lookup = look_up_over(SHOP)
    assert lookup.search("has a dog")[0][0].id == "has_dog"
    assert lookup.search("养狗")[0] == (lookup.search("has a dog")[0][0], 1.0)
    assert lookup.nearest("gold")[0].to("en") == "Gold membership"
    assert lookup.nearest("gold membrship")[0].to("en") == "Gold membership"


def test_short_words_are_not_alike_by_their_letters(look_ups):
    names = [name.to("en") for name in look_ups["demo"].nearest("wages")]
    assert "Monthly income" in names
    assert "Age" not in names


def test_a_catalog_without_entries_finds_nothing():
    empty = SHOP.model_copy(update={"tags": ()})
    assert look_up_over(empty).search("dogs") == []


def test_a_workspace_keeps_one_look_up_until_a_segment_is_saved(tmp_path):
    workspace = make_workspace(tmp_path, SHOP, [{"id": "1", "has_dog": True, "plan": "gold"}])
    before = workspace.lookup
    assert workspace.lookup is before
    dogs = Definition(where=TagCondition(tag="has_dog", op="is", value=True))
    workspace.store.save("Spaniel people", dogs, fingerprint="f", count=1, snapshot="s", by="me")
    assert workspace.lookup is not before
    [match, *_] = find_tags(workspace, FindArguments(query="spaniel people")).matches
    assert (match.kind, match.id, match.score) == ("segment", "Spaniel people", 1.0)
