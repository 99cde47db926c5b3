"""The counts that a profile rests on: from the audience index where it holds a tag, else from one query."""

from tools.catalog.model import Tag
from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.engine.protocol import Engine
from tools.profile.counting import TagCounts, count_values, split_tags
from tools.profile.from_index import Groups, count_from_index
from tools.profile.one_pass import count_in_one_pass
from tools.profile.significance import Tally
from tools.segment import Definition


def tallies(
    engine: Engine, context: Context, tags: list[Tag], audience: Definition, base: Definition | None
) -> tuple[Tally, list[TagCounts]]:
    """The sizes of the two groups, and how many users in each have each value of each tag; no `base` means the whole
    population. Places, and numbers whose values one bin would hold, are left out."""
    members = engine.members
    index = members.index if members is not None else None
    held = {tag.id for tag in tags if index is not None and index.tag(tag.id) is not None}
    others = [tag for tag in tags if tag.id not in held]
    counts: list[TagCounts] = []
    sizes: Tally | None = None
    if members is not None and index is not None:
        groups = Groups.of(members.audience(audience), members.audience(base) if base is not None else None)
        sizes = groups.sizes(index.users)
        counts = count_from_index(index, context.catalog, [tag for tag in tags if tag.id in held], groups)
    if sizes is None or others:
        catalog = context.catalog
        against = compile_definition(base, context) if base is not None else None
        splits = split_tags(engine, catalog, others)
        count = count_values if engine.cluster is None else count_in_one_pass
        sizes, asked = count(engine, catalog, splits, compile_definition(audience, context), against)
        counts += asked
    return sizes, counts
