"""The demo's own data and catalog, at a size that loads in seconds."""

from pathlib import Path

from evals.businesses.sources import Sources
from tools.ingest.demo.build import CATALOG, write_population

USERS = 20_000


def write(folder: Path) -> Sources:
    """Write the first `USERS` users of the demo population and their events into `folder`."""
    users, events = write_population(folder, USERS)
    return Sources(users=users, events=(events,), catalog=CATALOG)
