"""Names and texts of customers, put into SQL safely."""


def name(identifier: str) -> str:
    """An identifier that DuckDB reads as exactly this name."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: list[str]) -> str:
    """A list literal of texts."""
    return "[" + ", ".join(text(value) for value in values) + "]"
