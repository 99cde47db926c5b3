"""Which tags a profile may and should look at, and why the others are left out."""

from dataclasses import dataclass

from tools.catalog.model import Catalog, Name, Tag
from tools.errors import MusterError, Problem
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
    unknown = [tag for tag in asked if catalog.tag(tag) is None]
    if unknown:
        raise MusterError(*(_unknown(catalog, tag) for tag in unknown))
    identifiers = {catalog.users.id} | {identifier.column for identifier in catalog.ids}
    wanted = [tag for tag in catalog.tags if not asked or tag.id in asked]
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


def both(name: Name) -> Text:
    """A catalog name as a text for people: each language, or the other where it has none."""
    return Text(en=name.to("en"), zh=name.to("zh"))


def _unknown(catalog: Catalog, tag: str) -> Problem:
    from rapidfuzz import process

    nearest = process.extract(tag, [known.id for known in catalog.tags], limit=3, score_cutoff=60)
    return Problem(
        code="unknown_tag",
        message=Text(en=f"There is no tag {tag}.", zh=f"没有标签 {tag}。"),
        where="tags",
        got=tag,
        suggestions=tuple(name for name, _, _ in nearest),
    )
