"""What every part of a definition shares: immutable, closed, and traceable to words of a request."""

from pydantic import BaseModel, ConfigDict

# A stored value as JSON knows it. Dates travel as ISO text ("2026-10-31"); the catalog's type says which they are.
Scalar = bool | int | float | str


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Leaf(Part):
    """A condition without conditions inside. `because` holds the words of the request that it came from."""

    because: str | None = None
