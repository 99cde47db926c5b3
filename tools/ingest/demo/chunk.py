"""One chunk of the population, the same for the same seed and number whatever else is drawn."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tools.ingest.demo.activity import activity
from tools.ingest.demo.cars import cars
from tools.ingest.demo.devices import devices, identifiers
from tools.ingest.demo.gaps import draw_known
from tools.ingest.demo.people import people
from tools.ingest.demo.shopping import draw_lifetimes, shop
from tools.ingest.demo.tastes import category_chances, tastes
from tools.ingest.demo.traits import draw_traits
from tools.ingest.demo.visits import go_out

CHUNK_USERS = 25_000


@dataclass(frozen=True)
class Chunk:
    """Users with one row each, and their events; columns as the demo's catalog names them."""

    users: pa.Table
    events: pa.Table

    def head(self, n: int) -> "Chunk":
        """The first `n` users with their events."""
        users = self.users.slice(0, n)
        events = self.events.filter(pc.is_in(self.events["user_id"], users["user_id"].combine_chunks()))
        return Chunk(users, events)


def draw_chunk(seed: int, number: int) -> Chunk:
    """The `CHUNK_USERS` users from `number * CHUNK_USERS` + 1 on.

    Always drawn whole, so that a smaller population is the beginning of a larger one.
    """
    rng = np.random.default_rng([seed, number])
    ordinals = np.arange(number * CHUNK_USERS + 1, (number + 1) * CHUNK_USERS + 1)
    traits = draw_traits(rng, CHUNK_USERS)
    taste = category_chances(rng, traits)
    columns = people(rng, traits) | cars(rng, traits) | devices(rng, traits) | tastes(rng, traits, taste)
    lifetime = draw_lifetimes(rng, traits)
    events = shop(rng, traits, lifetime, taste, columns["active_time"])
    events |= go_out(rng, traits, lifetime, columns["car_intent"])
    columns |= activity(rng, traits, lifetime, events)

    ids = identifiers(rng, ordinals, columns["phone_os"], columns["membership_level"])
    known = draw_known(rng, traits, columns)
    users = pa.table(ids | {name: column.to_arrow(known[name]) for name, column in columns.items()})
    tables = [kind_events.to_arrow(kind, ids["user_id"]) for kind, kind_events in events.items()]
    return Chunk(users, pa.concat_tables(tables, promote_options="default"))
