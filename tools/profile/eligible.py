"""Which tags a profile may and should look at, and why the others are left out."""

from dataclasses import dataclass

from tools.catalog.model import Catalog, Tag
from tools.compiler.lookup import find_tag
from tools.language import Text


@dataclass(frozen=True)
class Eligible:
    tags: list[Tag]
    left_out: list[Text]


def eligible_tags(catalog: Catalog, used: frozenset[str], asked: tuple[str, ...] = ()) -> Eligible:
    """Tags to profile: all that may be used, or those `asked` for.

    Identifiers and places never are; sensitive tags never, and are named; tags that the definition uses only restate
    it and are named too, unless they were asked for. Raises MusterError (`unknown_tag`) for an id not in the catalog.
    """
    asked_for = {find_tag(catalog, tag, "tags").id for tag in asked}
    identifiers = {catalog.users.id} | {identifier.column for identifier in catalog.ids}
    wanted = [tag for tag in catalog.tags if not asked or tag.id in asked_for]
    sensitive = [tag for tag in wanted if tag.id in catalog.sensitive_tags]
    restating = [tag for tag in wanted if tag.id in used and not asked and tag not in sensitive]
    tags = [
        tag
        for tag in wanted
        if tag not in sensitive and tag not in restating and tag.type != "place" and tag.stored_in not in identifiers
    ]
    left_out = []
    if sensitive:
        left_out.append(said(sensitive, "sensitive, never profiled", "敏感标签，不做画像"))
    if restating:
        left_out.append(said(restating, "part of the definition itself", "圈选规则本身用到的标签"))
    return Eligible(tags, left_out)


def said(tags: list[Tag], en: str, zh: str) -> Text:
    """Tags by name with the reason they were left out."""
    return Text(
        en=f"{', '.join(tag.name.to('en') for tag in tags)}: {en}.",
        zh=f"{'、'.join(tag.name.to('zh') for tag in tags)}：{zh}。",
    )
