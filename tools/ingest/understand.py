"""Which tables a load has and what they mean: from the catalog file, and from the data where it says nothing."""

from dataclasses import dataclass

from tools.catalog.model import Catalog
from tools.ingest.gather import Files
from tools.ingest.source import Source
from tools.language import Text


@dataclass(frozen=True)
class Understood:
    """`events` by the table name that the catalog uses; `notes` say what was inferred."""

    catalog: Catalog
    users: Source
    events: dict[str, Source]
    notes: tuple[Text, ...] = ()


def understand(files: Files, given: Catalog | None, id_column: str | None) -> Understood:
    """Raises MusterError when a table that the catalog names was not given, or when no user id can be found."""
    users = files.users_table(given)
    if given is None:
        raise NotImplementedError
    if id_column:
        given = given.model_copy(update={"users": given.users.model_copy(update={"id": id_column})})
    tables = dict.fromkeys(event.table for event in given.events)
    return Understood(given, users, {table: files.event_table(table, given) for table in tables})
