"""How much of a model's window one request takes: `python -m evals.speed.prompt_tokens`.

The catalogs are the demo's and the same with invented tags added. Tokens are counted without a tokenizer, which would
have to be downloaded: four characters a token, and each Chinese character one, which is near what current tokenizers
make of such text and errs on the high side.
"""

import json
from pathlib import Path

from langchain_core.messages import HumanMessage

from agent.planner.grounding import Grounding
from agent.prompt import system_prompt
from agent.toolbox import ACTIONS, shown
from tools.catalog.lexicon import Lexicon
from tools.catalog.lookup import Lookup
from tools.catalog.meanings import Meanings
from tools.catalog.model import Catalog, Name, Tag, Value
from tools.compiler.context import Context, NothingSaved
from tools.embedding import embedder_of
from tools.ingest.demo.build import CATALOG
from tools.settings import Settings

_REQUESTS = (
    "new energy car owners in Beijing aged 25 to 45 who ordered twice in the last 30 days",
    "上海25到35岁的女性，近30天下过单至少两次，不要已经流失的",
    "people who might like a family trip in summer",
)
_SIZES = (60, 1_000)


def tokens(text: str) -> int:
    chinese = sum("㐀" <= character <= "鿿" for character in text)
    return chinese + (len(text) - chinese + 3) // 4


def demo_catalog(size: int) -> Catalog:
    """The demo's catalog with invented tags up to `size` of them."""
    import yaml

    known = Catalog.model_validate(yaml.safe_load(Path(CATALOG).read_text("utf-8")))
    more = [_invented(number) for number in range(len(known.tags), size)]
    return known.model_copy(update={"tags": (*known.tags[:size], *more)})


def _invented(number: int) -> Tag:
    topic = ("coupon", "video", "travel", "grocery", "finance", "game", "fitness", "music")[number % 8]
    name = Name(en=f"{topic.capitalize()} interest level {number}", zh=f"兴趣等级{number}（{topic}）")
    values = tuple(Value(value=level, name=Name(en=level.capitalize())) for level in ("low", "middle", "high"))
    return Tag(id=f"{topic}_{number}", type="choice", name=name, values=values)


def main() -> None:
    tools = {
        how: tokens(json.dumps([shown(name, strict) for name in ACTIONS], ensure_ascii=False))
        for how, strict in (("strict", True), ("plain", False))
    }
    print(f"tools: {tools['strict']:,} tokens in strict mode, {tools['plain']:,} plainly")
    for size in _SIZES:
        catalog = demo_catalog(size)
        lookup = Lookup(Lexicon(catalog), Meanings(catalog, embedder_of(Settings())))
        grounding = Grounding(Context(catalog, NothingSaved()), lookup)
        for request in _REQUESTS:
            prompt = system_prompt(grounding, [HumanMessage(request)])
            told, knows = tokens(prompt), tokens(prompt[prompt.rindex("# The catalog") :])
            whole = told + tools["strict"] + tokens(request)
            print(f"{size:5,} tags: {whole:6,} tokens, of which prompt {told:,} (catalog {knows:,})  {request}")


if __name__ == "__main__":
    main()
