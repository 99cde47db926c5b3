"""Conditions of one `all` that no user can meet together."""

from tools.catalog.model import Catalog
from tools.errors import Problem
from tools.segment import Condition


def contradictions(where: Condition, catalog: Catalog) -> list[Problem]:
    return []
