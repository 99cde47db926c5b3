"""Hashed phone numbers, one a line: the list that ad platforms match users by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.catalog.model import Catalog
from tools.export.channel import Column, Written, identifier_column
from tools.language import Text

if TYPE_CHECKING:
    import pyarrow as pa

DEFAULT_REGION = "CN"  # where the catalog's time zone names no country


class PhoneSha256:
    """SHA-256 in lower-case hexadecimal of the number in E.164 with its plus (+8613800138000), which is what Google's
    Customer Match asks for; no header. A bad number can make a platform drop a whole batch, so none is written."""

    id = "phone_sha256"
    name = Text(en="Phone numbers, SHA-256", zh="手机号 SHA-256 号码包")
    suffix = "txt"
    identifier: Literal["phone"] = "phone"
    by_cluster = False

    def columns(self, tags: frozenset[str], catalog: Catalog) -> list[Column]:
        stored_in = identifier_column(self.identifier, catalog)
        return [Column(self.identifier, stored_in)] if stored_in else []

    def write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Path, catalog: Catalog) -> Written:
        """Left out: `no_phone`, `invalid_phone`, `repeated_phone` (the number of a user before)."""
        region = region_of(catalog.timezone)
        written: set[str] = set()
        left_out: Counter[str] = Counter()
        with file.open("w", encoding="ascii", newline="\n") as out:
            for batch in batches:
                for raw in batch.column(self.identifier).to_pylist():
                    if raw is None or not str(raw).strip():
                        left_out["no_phone"] += 1
                    elif (number := e164(str(raw), region)) is None:
                        left_out["invalid_phone"] += 1
                    elif (hashed := sha256(number.encode("ascii")).hexdigest()) in written:
                        left_out["repeated_phone"] += 1
                    else:
                        written.add(hashed)
                        out.write(f"{hashed}\n")
        return Written(len(written), dict(left_out))


def e164(raw: str, region: str) -> str | None:
    """A phone number as +8613800138000, read as `region` writes them unless it has a country code; None when it is no
    number that can exist."""
    import phonenumbers

    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def region_of(timezone: str) -> str:
    """The country of a time zone (ISO 3166, two letters), by the table that comes with the IANA database."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    found = re.search(rf"^([A-Z]{{2}})\t[^\t]+\t{re.escape(timezone)}(\t|$)", table, re.MULTILINE)
    return found.group(1) if found else DEFAULT_REGION
