"""The folder of one lookalike: model.txt (LightGBM text), report.json and ranked.parquet, written at once."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from tools.language import Text

if TYPE_CHECKING:
    from lightgbm import Booster


class FeatureGain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    gain_share: float


class Report(BaseModel):
    """What was learned from which seeds, and how well it finds seeds that were held out. `others` counts the users to
    rank; `warnings` and `left_out` hold for every size that is taken of the ranking."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    snapshot: str
    recipe: str
    seed_count: int
    others: int
    sampled: int
    auc: float
    lift_at_5: float
    features: tuple[FeatureGain, ...]
    warnings: tuple[Text, ...]
    left_out: tuple[Text, ...]


def read_report(folder: Path) -> Report | None:
    """The report of a finished lookalike; None when the folder holds none."""
    file = folder / "report.json"
    return Report.model_validate_json(file.read_bytes()) if file.is_file() else None


def write_lookalike(folder: Path, report: Report, model: "Booster", write_ranked: Callable[[Path], None]) -> None:
    """Write the files beside `folder` and move them there whole. `write_ranked` makes the Parquet file (or folder of
    such files) of user_id, rank (from 1) and score."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / folder.name
        made.mkdir()
        model.save_model(str(made / "model.txt"))
        (made / "report.json").write_text(
            json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2), "utf-8"
        )
        write_ranked(made / "ranked.parquet")
        try:
            made.rename(folder)
        except OSError:
            # Another process made the same lookalike first; what it wrote is equal.
            if read_report(folder) is None:
                raise
