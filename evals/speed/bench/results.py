"""What a run found, as it is kept: all times in milliseconds, memory in bytes."""

from datetime import datetime

import numpy as np
from pydantic import BaseModel


class Times(BaseModel):
    """One contestant at one task: a time for each variant, and for the same variant asked once more; why it `failed`,
    if it did."""

    new: list[float] = []
    again: list[float] = []
    failed: str = ""

    @property
    def median(self) -> float:
        return float(np.median(self.new))

    @property
    def p95(self) -> float:
        return float(np.percentile(self.new, 95))


class Measured(BaseModel):
    """One task, by contestant; those who cannot do it are not there. `answers` are the numbers of users that the first
    contestant found, `mismatches` the variants in which others found something else."""

    task: str
    times: dict[str, Times] = {}
    answers: list[int] = []
    mismatches: list[str] = []

    def median(self, contestant: str) -> float | None:
        times = self.times.get(contestant)
        return times.median if times and times.new and not times.failed else None


class Cost(BaseModel):
    """What it took to make a contestant ready: seconds to load and to save the segments, peak memory of loading."""

    load_s: float
    keep_s: float
    peak: int


class Cold(BaseModel):
    """Fresh processes: to open what was loaded, and for the first question then."""

    contestant: str
    task: str
    open: list[float]
    first: list[float]

    @property
    def median(self) -> float:
        return float(np.median(np.add(self.open, self.first)))


class Memory(BaseModel):
    """Resident when all questions were answered, when all other work was done as well, and at most."""

    questions: int
    all: int
    peak: int


class Size(BaseModel):
    users: int
    events: int
    cache_dropped: bool = False
    costs: dict[str, Cost] = {}
    cold: list[Cold] = []
    measured: list[Measured] = []
    memory: dict[str, Memory] = {}

    def of(self, task: str) -> Measured | None:
        return next((measured for measured in self.measured if measured.task == task), None)

    @property
    def mismatches(self) -> list[str]:
        return [f"{measured.task}: {said}" for measured in self.measured for said in measured.mismatches]


class Results(BaseModel):
    command: str
    started: datetime
    minutes: float = 0.0
    machine: dict[str, str]
    versions: dict[str, str]
    repetitions: int
    sizes: list[Size] = []

    @property
    def mismatches(self) -> list[str]:
        return [f"{size.users:,} users, {said}" for size in self.sizes for said in size.mismatches]
