"""Definitions in one short line, for cases that people read: `plan=annual & not(checkin[last 30 day]>=1)`.

What is printed can be parsed again: `parse(notation(definition), catalog)` means the same users. Words that a request
came from (`because`) are not part of it.
"""

from evals.notation.parser import NotationError, parse
from evals.notation.printer import condition_notation, notation

__all__ = ["NotationError", "condition_notation", "notation", "parse"]
