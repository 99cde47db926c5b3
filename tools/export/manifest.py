"""The manifest beside every exported file: what it holds, why, from which data, who made it and when."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from tools.language import Text
from tools.segment import Definition


class Manifest(BaseModel):
    """`users` counts the audience on `snapshot`; `rows` those in `file`, and `left_out` the others by reason.

    `sql` is the query that was run, saved segments resolved; `sha256` is of the file's bytes (of a
    folder that a cluster wrote: of the list of its files); `when` is in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    segment: str | None
    definition: Definition
    fingerprint: str
    explanation: Text
    sql: str
    snapshot: str
    synthetic: bool
    channel: str
    file: str
    sha256: str
    users: int
    rows: int
    left_out: dict[str, int]
    who: str
    when: datetime
    muster: str
