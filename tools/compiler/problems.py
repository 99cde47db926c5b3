"""What can be wrong with a definition, in words."""

from tools.catalog.model import Name, Property, Tag
from tools.errors import MusterError, Problem, fail
from tools.language import Text


def too_deep(deepest: int, where: str) -> MusterError:
    return fail(
        "too_deep",
        f"The definition nests more than {deepest} levels deep.",
        f"圈选规则嵌套超过 {deepest} 层。",
        where=where,
    )


def formula_too_deep(deepest: int, where: str) -> MusterError:
    return fail(
        "too_deep",
        f"The formula nests more than {deepest} levels deep.",
        f"公式嵌套超过 {deepest} 层。",
        where=where,
    )


def sensitive(tag_id: str, name: Name, category: str, where: str) -> MusterError:
    return fail(
        "sensitive",
        f"“{name.to('en')}” is sensitive ({category}) and may not be used without an approved purpose.",
        f"“{name.to('zh')}”属于敏感标签（{category}），未经批准不能使用。",
        where=where,
        got=tag_id,
    )


def inside_segment(problem: Problem, segment: str, where: str) -> Problem:
    """A problem of a saved segment, told where the segment is used."""
    return problem.model_copy(
        update={
            "where": where,
            "got": segment,
            "suggestions": (),
            "message": Text(
                en=f"The saved segment “{segment}” cannot be used: {problem.message.en}",
                zh=f"已保存的人群“{segment}”不能使用：{problem.message.zh}",
            ),
        }
    )


def wrong_operator(op: str, attribute: Tag | Property, fitting: tuple[str, ...], where: str) -> MusterError:
    return fail(
        "wrong_operator",
        f"Operator “{op}” does not fit “{attribute.name.to('en')}”, which is a {attribute.type}.",
        f"运算符“{op}”不适用于“{attribute.name.to('zh')}”（类型为 {attribute.type}）。",
        where=where,
        got=op,
        suggestions=fitting,
    )


def not_a_place(tag: Tag, places: tuple[str, ...], where: str) -> MusterError:
    return fail(
        "wrong_operator",
        f"Distances need a place; “{tag.name.to('en')}” is a {tag.type}.",
        f"只有地点标签才能计算距离；“{tag.name.to('zh')}”的类型为 {tag.type}。",
        where=where,
        got=tag.id,
        suggestions=places,
    )


def radius_too_large(radius_m: float, where: str) -> MusterError:
    return fail(
        "bad_value",
        "The radius reaches around the whole earth; it is given in metres.",
        "半径已覆盖整个地球；请注意半径以米为单位。",
        where=where,
        got=f"{radius_m:g}",
    )


def not_orderable(tag: Tag, where: str) -> MusterError:
    return fail(
        "wrong_operator",
        f"Users can be ordered by numbers and dates only; “{tag.name.to('en')}” is a {tag.type}.",
        f"只能按数值或日期排序；“{tag.name.to('zh')}”的类型为 {tag.type}。",
        where=where,
        got=tag.id,
    )


def not_measurable(measure: str, part: Property, where: str) -> MusterError:
    return fail(
        "wrong_operator",
        f"“{measure}” cannot be taken of “{part.name.to('en')}”, which is a {part.type}.",
        f"“{part.name.to('zh')}”（类型为 {part.type}）不能做“{measure}”计算。",
        where=where,
        got=measure,
    )


def not_a_number(tag: Tag, numbers: tuple[str, ...], where: str) -> MusterError:
    return fail(
        "wrong_operator",
        f"Formulas are worked out from numbers; “{tag.name.to('en')}” is a {tag.type}.",
        f"公式只能使用数值标签；“{tag.name.to('zh')}”的类型为 {tag.type}。",
        where=where,
        got=tag.id,
        suggestions=numbers,
    )


def only_numbers(where: str) -> MusterError:
    return fail(
        "bad_value",
        "The formula compares fixed numbers only; it needs a number tag or a measure of events.",
        "公式中只有固定的数字，至少要有一个数值标签或行为指标。",
        where=where,
    )


def divides_by_zero(where: str) -> MusterError:
    return fail("bad_value", "Nothing can be divided by 0.", "除数不能为 0。", where=where, got=0)


def not_finite(value: object, where: str) -> MusterError:
    return fail(
        "bad_value",
        f"A formula takes finite numbers, not {value}.",
        f"公式中的数字必须是有限的数值，而不是 {value}。",
        where=where,
        got=value,
    )


def not_a_measure(value: object, where: str) -> MusterError:
    return fail(
        "bad_value",
        f"A measure of events is a finite number, not {value}.",
        f"行为指标必须是有限的数值，而不是 {value}。",
        where=where,
        got=value,
    )


def not_a_count(value: object, where: str) -> MusterError:
    return fail(
        "bad_value",
        f"A count is a whole number and is never {value}.",
        f"次数只能是非负整数，不可能是 {value}。",
        where=where,
        got=value,
    )


def more_days_than_window(wanted: float, available: int, where: str) -> MusterError:
    return fail(
        "contradiction",
        f"{wanted:g} days are asked for within a window of {available}.",
        f"要求达到 {wanted:g} 天，但时间范围只有 {available} 天。",
        where=where,
        got=f"{wanted:g}",
    )


def ends_swapped(low: object, high: object, where: str) -> MusterError:
    return fail(
        "bad_value",
        f"The lower end {low} is above the upper end {high}.",
        f"下限 {low} 大于上限 {high}。",
        where=where,
        got=f"{low}, {high}",
        suggestions=(f"{high}, {low}",),
    )


def window_too_long(where: str) -> MusterError:
    return fail(
        "bad_value", "The window reaches outside of the calendar.", "时间范围超出了日历所能表示的日期。", where=where
    )


def open_window(where: str) -> MusterError:
    return fail(
        "bad_value",
        "Days that recur each year need a window with a first and a last day.",
        "按每年的日子比较时，时间范围需要同时有起止日期。",
        where=where,
    )
