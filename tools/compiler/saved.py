"""Conditions that point to something saved: the rule of a segment, the ordered users of a lookalike."""

from sqlglot import exp

from tools.compiler.context import Context
from tools.compiler.expressions import identifier, number, share_of, text, user_id
from tools.compiler.suggestions import closest
from tools.errors import MusterError, fail
from tools.segment import Definition, InLookalike, InSegment

# (name, version) of the saved segments that are being read, outermost first.
Inside = tuple[tuple[str, int | None], ...]


def saved_definition(condition: InSegment, context: Context, inside: Inside, where: str = "") -> Definition:
    """The definition a condition points to. Raises MusterError (`unknown_segment`, `cyclic_segment`)."""
    key = (condition.segment, condition.version)
    if key in inside:
        names = " → ".join(name for name, _ in (*inside[inside.index(key) :], key))
        raise fail(
            "cyclic_segment",
            f"Saved segments refer to each other in a circle: {names}.",
            f"已保存的人群互相循环引用：{names}。",
            where=where,
            got=condition.segment,
        )
    definition = context.saved.definition(condition.segment, condition.version)
    if definition is None:
        raise _unknown_segment(condition, context, where)
    return definition


def _unknown_segment(condition: InSegment, context: Context, where: str) -> MusterError:
    name, version = condition.segment, condition.version
    names = context.saved.segment_names()
    if version is not None and context.saved.definition(name) is not None:
        return fail(
            "unknown_segment",
            f"The saved segment “{name}” has no version {version}.",
            f"已保存的人群“{name}”没有第 {version} 版。",
            where=where,
            got=version,
        )
    return fail(
        "unknown_segment",
        f"No segment is saved as “{name}”.",
        f"没有名为“{name}”的已保存人群。",
        where=where,
        got=name,
        suggestions=closest(name, {known: (known,) for known in names}),
    )


def in_lookalike(condition: InLookalike, context: Context) -> exp.Expr:
    ranking = _ranking(condition, context)
    if condition.size is not None:
        last_rank: exp.Expr = number(condition.size)
    else:
        length = exp.Select().from_(ranking).select(exp.Count(this=exp.Star()))
        last_rank = share_of(condition.share or 1.0, length.subquery())
    among = (
        exp.Select()
        .from_(ranking.copy())
        .select(exp.Column(this=identifier("user_id")))
        .where(exp.LTE(this=exp.Column(this=identifier("rank")), expression=last_rank))
    )
    return exp.In(this=user_id(context.catalog), query=among.subquery())


def check_lookalike(condition: InLookalike, context: Context, where: str) -> None:
    """Raises MusterError (`unknown_lookalike`)."""
    if context.saved.ranking(condition.lookalike) is None:
        raise fail(
            "unknown_lookalike",
            f"There is no lookalike “{condition.lookalike}”.",
            f"没有编号为“{condition.lookalike}”的相似人群。",
            where=where,
            got=condition.lookalike,
        )


def _ranking(condition: InLookalike, context: Context) -> exp.Table:
    check_lookalike(condition, context, "")
    path = context.saved.ranking(condition.lookalike)
    return exp.Table(this=exp.ReadParquet(expressions=[text(str(path and path.resolve()))]))
