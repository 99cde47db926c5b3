"""Names of files: safe on every system, and still readable."""

import re
import unicodedata
from datetime import date

_LONGEST = 60  # Chinese takes three bytes a character, and most file systems hold 255 bytes


def file_name(label: str, day: date, suffix: str) -> str:
    """`<label>-<day>.<suffix>`; of the label only letters, digits and marks of any script remain."""
    kept = "".join(
        char if unicodedata.category(char)[0] in "LNM" or char == "_" else "-"
        for char in unicodedata.normalize("NFKC", label)
    )
    stem = re.sub("-+", "-", kept)[:_LONGEST].strip("-") or "audience"
    return f"{stem}-{day.isoformat()}.{suffix}"
