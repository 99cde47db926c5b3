"""Names that people give to segments: how they are spelled, and when two are the same."""

import unicodedata

from tools.errors import fail

LONGEST = 100


def spelled(name: str) -> str:
    """The name as it is kept: as given, without space around it.

    Raises MusterError (`bad_name`) when nothing is left, it is too long, or it holds control characters.
    """
    name = name.strip()
    if not key_of(name):
        raise fail("bad_name", "A segment needs a name.", "人群需要一个名称。", where="name")
    if len(name) > LONGEST:
        raise fail(
            "bad_name",
            f"A segment's name has at most {LONGEST} characters; this one has {len(name)}.",
            f"人群名称最多{LONGEST}个字，这个有{len(name)}个字。",
            where="name",
            got=name[:LONGEST] + "…",
        )
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in name):
        raise fail(
            "bad_name",
            "A segment's name cannot hold line breaks or control characters.",
            "人群名称不能包含换行或控制字符。",
            where="name",
            got=ascii(name),
        )
    return name


def key_of(name: str) -> str:
    """What two spellings of one name share: width, case, runs of space and invisible marks do not tell names apart."""
    visible = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible.casefold()).split())
