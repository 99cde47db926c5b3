"""Files of an audience: one channel a file of code, written atomically with a manifest beside each."""

from tools.catalog.model import Catalog
from tools.errors import fail
from tools.export.channel import LEFT_OUT, Channel, serves
from tools.export.csv_file import CsvFile
from tools.export.parquet_file import ParquetFile
from tools.export.phone_sha256 import PhoneSha256

# To add a format: a file beside these and its line here.
CHANNELS: dict[str, Channel] = {channel.id: channel for channel in (CsvFile(), ParquetFile(), PhoneSha256())}

__all__ = ["CHANNELS", "LEFT_OUT", "Channel", "channel_for", "serves"]


def channel_for(channel_id: str, catalog: Catalog) -> Channel:
    """Raises MusterError for an `unknown_channel`, and for one whose identifier the data lacks (`no_identifier`)."""
    channel = CHANNELS.get(channel_id)
    if channel is None:
        raise fail(
            "unknown_channel",
            f"There is no channel “{channel_id}”.",
            f"没有名为“{channel_id}”的导出渠道。",
            where="channel",
            got=channel_id,
            suggestions=tuple(known.id for known in CHANNELS.values() if serves(known, catalog)),
        )
    if not serves(channel, catalog):
        raise fail(
            "no_identifier",
            f"The data holds no {channel.identifier}: name its column under `ids` in the catalog and load again.",
            f"数据中没有 {channel.identifier} 标识：请在标签目录的 `ids` 中声明它所在的列，再重新导入。",
            where="channel",
            got=channel_id,
        )
    return channel
