"""Offer a file of an audience to the person, who alone can make it."""

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.actions.export_subject import subject_of
from tools.export import CHANNELS, channel_for, serves
from tools.language import Text
from tools.segment import Definition
from tools.workspace import Workspace


class OfferArguments(Audience):
    channel: str | None = Field(default=None, description="csv, parquet or phone_sha256; left out: the person chooses")


class Destination(BaseModel):
    channel: str
    name: Text


class ExportOffer(BaseModel):
    """What a click would export: exactly this definition, this many users, to one of these destinations.

    Saved segments in it are named with their version, so that the click means what the card showed.
    """

    definition: Definition
    fingerprint: str
    text: Text
    count: int
    destinations: list[Destination]


def offer_export(workspace: Workspace, arguments: OfferArguments) -> ExportOffer:
    """Offer the person to export an audience. This makes no file: the person clicks to export."""
    catalog = workspace.catalog
    if arguments.channel is not None:
        channels = [channel_for(arguments.channel, catalog)]
    else:
        channels = [channel for channel in CHANNELS.values() if serves(channel, catalog)]
    subject = subject_of(arguments, workspace)
    return ExportOffer(
        definition=subject.definition,
        fingerprint=subject.fingerprint,
        text=subject.text,
        count=workspace.engine.count(subject.definition),
        destinations=[Destination(channel=channel.id, name=channel.name) for channel in channels],
    )
