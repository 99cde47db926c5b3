"""How an action's arguments say which users are meant."""

from pydantic import BaseModel, ConfigDict, Field

from tools.errors import fail
from tools.segment import Definition, InSegment


class Audience(BaseModel):
    """A saved segment by name, or a definition. Left out both: the conversation's draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    segment: str | None = Field(default=None, description="name of a saved segment")
    definition: Definition | None = Field(default=None, description="left out: the conversation's draft")

    def resolved(self) -> Definition:
        """The definition meant. Raises MusterError (`no_audience`) when there is none."""
        if self.segment is not None:
            return Definition(where=InSegment(segment=self.segment))
        if self.definition is None:
            raise fail(
                "no_audience", "There is no audience yet: describe one first.", "还没有人群：请先描述想要的人群。"
            )
        return self.definition
