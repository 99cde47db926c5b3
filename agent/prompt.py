"""What a model is told before it hears the person: its task, the semantics, and what the catalog in use knows."""

from collections.abc import Iterable
from importlib.resources import files

from langchain_core.messages import AnyMessage, trim_messages

from tools.catalog.model import Attribute, Catalog, Name
from tools.workspace import Workspace

_MOST_CHARACTERS = 12_000  # of the digest: some 4,000 tokens
_MOST_VALUES = 12
_MOST_TOKENS = 60_000  # of the conversation: half of the window of the smallest current models that can call tools


def system_prompt(workspace: Workspace) -> str:
    catalog = workspace.catalog
    parts = [_text("task.md"), _text("semantics.md"), f"# The catalog\nToday is {catalog.today}.\n{digest(catalog)}"]
    return "\n\n".join(parts)


def digest(catalog: Catalog) -> str:
    """The catalog in lines, as many as there is room for; `find_tags` knows the rest. Sensitive tags are left out."""
    kept: list[str] = []
    room = _MOST_CHARACTERS
    lines = list(_lines(catalog))
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            kept.append(f"... and {len(lines) - len(kept)} more: look them up with find_tags.")
            break
        kept.append(line)
    return "\n".join(kept)


def shortened(messages: list[AnyMessage]) -> list[AnyMessage]:
    """The latest turns that a model can hold, whole ones, so that no call lacks its answer."""
    kept: list[AnyMessage] = trim_messages(  # type: ignore[assignment]
        messages, max_tokens=_MOST_TOKENS, token_counter="approximate", strategy="last", start_on="human"
    )
    return kept or messages


def _lines(catalog: Catalog) -> Iterable[str]:
    sensitive = catalog.sensitive_tags
    for term in catalog.terms:
        yield f"term {_names(term.name, term.aliases)} = {term.definition.model_dump_json(exclude_defaults=True)}"
    for tag in catalog.tags:
        if tag.id not in sensitive:
            yield f"tag {_attribute(tag, tag.type)}"
    for event in catalog.events:
        yield f"event `{event.id}` {_names(event.name, event.aliases)}"
        for attribute in event.properties:
            yield f"  property {_attribute(attribute, attribute.type)}"
    for place in catalog.places:
        yield f"place `{place.id}` {_names(place.name, place.aliases)}"


def _attribute(attribute: Attribute, kind: str) -> str:
    line = f"`{attribute.id}` ({kind}) {_names(attribute.name)}"
    if attribute.unit:
        line += f", in {attribute.unit.to('en')}"
    if attribute.values:
        shown = [f"{value.value}={value.label.to('zh')}" for value in attribute.values[:_MOST_VALUES]]
        more = len(attribute.values) - len(shown)
        line += f": {', '.join(shown)}" + (f", {more} more" if more else "")
    return line


def _names(name: Name, aliases: tuple[str, ...] = ()) -> str:
    return " / ".join((*name.all, *aliases[:3]))


def _text(file: str) -> str:
    return (files("agent") / "prompts" / file).read_text("utf-8").strip()
