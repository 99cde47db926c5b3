"""Definitions whose members hang on the last digit of a floating-point number, which engines may round either way."""

from tests.reference import Reference, Row
from tools.segment import All, AnyOf, Arithmetic, Condition, Expression, Formula, Near, Not


def decided_by_a_hair(condition: Condition, reference: Reference) -> bool:
    """Whether a user lies so close to a circle's edge, or to a formula's bound, that floating point may say either."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return any(decided_by_a_hair(part, reference) for part in parts)
        case Not(of=part):
            return decided_by_a_hair(part, reference)
        case Near(radius_m=radius):
            distances = [reference.distance_m(user, condition) for user in reference.users]
            # Near the opposite point of the earth the haversine is flat, and distances are known to a metre or so.
            return any(d is not None and abs(d - radius) < (10 if d > 1.9e7 else 1e-3) for d in distances)
        case Formula(left=left, right=right):
            return any(_is_close(left, right, user, reference) for user in reference.users)
        case _:
            return False


def _is_close(left: Expression, right: Expression, user: Row, reference: Reference) -> bool:
    """Whether two sides differ by hardly anything, or are too large for what they differ by to be known."""
    if _is_large(left, user, reference) or _is_large(right, user, reference):
        return True
    one, other = reference.worked_out(user, left), reference.worked_out(user, right)
    return one is not None and other is not None and 0 < abs(one - other) < 1e-5


def _is_large(expression: Expression, user: Row, reference: Reference) -> bool:
    inside = (expression.left, expression.right) if isinstance(expression, Arithmetic) else ()
    return abs(reference.worked_out(user, expression) or 0) > 1e8 or any(
        _is_large(part, user, reference) for part in inside
    )
