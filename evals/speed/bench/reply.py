"""What goes between the benchmark and a contestant's process."""

from dataclasses import dataclass
from typing import Literal

Verb = Literal["load", "keep", "open", "warm", "memory"]
# A number of users; of ids how many there are and their checksum; numbers by what they are of.
Answer = int | tuple[int, int] | dict[str, int]


@dataclass(frozen=True)
class Reply:
    """`seconds` and `answer` of what was done; no answer to what cannot be done; or why it `failed`."""

    seconds: float = 0.0
    answer: Answer | None = None
    failed: str = ""
