"""Text files as UTF-8: which encoding a file is in, and a decoded copy where it is another one."""

import codecs
import hashlib
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from tools.errors import fail

# Beside UTF-8: what Chinese and Western spreadsheets write. GB18030 reads GBK and GB2312 too.
_LEGACY = ["gb18030", "big5", "cp1252"]
_BOMS = [(codecs.BOM_UTF8, "utf_8_sig"), (codecs.BOM_UTF16_LE, "utf_16"), (codecs.BOM_UTF16_BE, "utf_16")]
_SAMPLE = 1 << 18
_BLOCK = 1 << 22


@dataclass(frozen=True)
class TextFile:
    """A text file as UTF-8 at `path`: the file itself, or a decoded copy. `sha256` is of the original."""

    path: Path
    encoding: str
    sha256: str


def as_utf8(file: Path, copy: Path) -> TextFile:
    """The file as UTF-8, through a copy where it is in another encoding.

    Raises MusterError (`unreadable_encoding`) when no encoding that spreadsheets write reads the whole file.
    """
    for encoding in _candidates(file):
        digest = _decode(file, encoding, None if encoding in ("utf_8", "utf_8_sig") else copy)
        if digest is not None:
            return TextFile(file if encoding in ("utf_8", "utf_8_sig") else copy, encoding, digest)
    raise fail(
        "unreadable_encoding",
        f"{file.name} is not text in UTF-8, UTF-16, GB18030 or the like: save it as CSV UTF-8.",
        f"{file.name} 不是 UTF-8、UTF-16、GB18030 等可识别编码的文本：请另存为 UTF-8 编码的 CSV。",
        where=file.name,
    )


def _candidates(file: Path) -> list[str]:
    """Encodings to try, likeliest first. A byte order mark decides, else UTF-8 leads: little else passes for it."""
    with file.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return [encoding]
    if b"\0" in sample:  # binary, or UTF-16 without a mark: zero bytes on one side of each pair
        return (
            ["utf_16_le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf_16_be"] if _paired(sample) else []
        )
    guesses = from_bytes(_whole_lines(sample), cp_isolation=_LEGACY)
    ranked = sorted(guesses, key=lambda guess: (guess.chaos, -guess.coherence, _LEGACY.index(guess.encoding)))
    return ["utf_8", *(guess.encoding for guess in ranked)]


def _paired(sample: bytes) -> bool:
    """Whether the zero bytes lie (almost) all on one side of the pairs, as in UTF-16 with Latin letters or digits."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return min(even, odd) * 20 <= max(even, odd) and max(even, odd) * 20 >= len(sample)


def _whole_lines(sample: bytes) -> bytes:
    """Cut after the last line end, so that no character is cut in two."""
    end = sample.rfind(b"\n")
    return sample[: end + 1] if end >= 0 else sample


def _decode(file: Path, encoding: str, copy: Path | None) -> str | None:
    """Read the whole file as `encoding`, into `copy` if asked for. The file's sha256; None when it does not fit."""
    decoder = codecs.getincrementaldecoder(encoding)()
    digest = hashlib.sha256()
    with file.open("rb") as source, copy.open("wb") if copy else nullcontext() as target:
        try:
            while block := source.read(_BLOCK):
                digest.update(block)
                words = decoder.decode(block)
                if target:
                    target.write(words.encode())
            decoder.decode(b"", final=True)
        except UnicodeError:
            return None
    return digest.hexdigest()
