"""A definition in words, in both languages: exact enough to sign off, natural enough to read.

Two definitions that differ in meaning never read the same. Grouping is carried by punctuation: a list inside one
condition uses 、 or "or"; conditions are joined by ，并且 and "and", by ；并且 and "; and" where one of them holds a
comma; a group inside a group stands in parentheses.
"""

from tools.catalog.explain.definition import explain, explain_condition

__all__ = ["explain", "explain_condition"]
