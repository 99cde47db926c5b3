"""Offer a file of an audience to the person, who alone can make it."""

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.language import Text
from tools.segment import Definition
from tools.workspace import Workspace


class OfferArguments(Audience):
    channel: str | None = Field(default=None, description="csv, parquet or phone_sha256; left out: the person chooses")


class Destination(BaseModel):
    channel: str
    name: Text


class ExportOffer(BaseModel):
    """What a click would export: exactly this definition, this many users, to one of these destinations."""

    definition: Definition
    fingerprint: str
    text: Text
    count: int
    destinations: list[Destination]


def offer_export(workspace: Workspace, arguments: OfferArguments) -> ExportOffer:
    """Offer the person to export an audience. This makes no file: the person clicks to export."""
    raise NotImplementedError
