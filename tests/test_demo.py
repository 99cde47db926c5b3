"""The demo's population: the same for the same seed, at one with its catalog and its events, and plausible."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tools.catalog.file import read_catalog
from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.model import Attribute, Catalog, Tag
from tools.catalog.tokens import phrase
from tools.ingest.demo import build_demo
from tools.ingest.demo.build import CATALOG, write_population
from tools.ingest.demo.chunk import CHUNK_USERS
from tools.segment import Definition, EventCondition, Last, TagCondition
from tools.settings import Settings
from tools.workspace import Workspace

USERS = 6_000
SEED = 7
AS_OF = date(2026, 10, 31)
FIRST_TIER = "('beijing', 'shanghai', 'guangzhou', 'shenzhen')"
GADGETS = "list_contains(interests, 'gadgets')"
YOUNG_PARENT = "youngest_child IN ('baby', 'preschool')"
GOOD_INCOME = "income_band IN ('upper_middle_income', 'high_income')"
NEW_ENERGY = "('bev', 'phev', 'erev')"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(CATALOG)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_population(tmp_path_factory.mktemp("population"), USERS, SEED)


@pytest.fixture(scope="module")
def db(files: tuple[Path, Path]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for name, file in zip(("users", "events"), files, strict=True):
        con.execute(f"CREATE TABLE {name} AS FROM '{file}'")
    return con


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder, users=USERS, seed=SEED)
    return Workspace(folder, settings=Settings(memory_limit="1GB", threads=1))


def one(db: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return db.execute(sql).fetchall()[0][0]


class TestPopulation:
    def test_the_same_seed_gives_the_same_users_and_events(self, files: tuple[Path, Path], tmp_path: Path) -> None:
        again = write_population(tmp_path, USERS, SEED)
        for first, second in zip(files, again, strict=True):
            assert pq.read_table(first).equals(pq.read_table(second))

    def test_another_seed_gives_others(self, files: tuple[Path, Path], tmp_path: Path) -> None:
        users, _ = write_population(tmp_path, USERS, SEED + 1)
        assert not pq.read_table(users).equals(pq.read_table(files[0]))

    def test_a_smaller_population_is_the_beginning_of_a_larger(self, files: tuple[Path, Path], tmp_path: Path) -> None:
        users, events = write_population(tmp_path, CHUNK_USERS + 10, SEED)
        larger, smaller = pq.read_table(users), pq.read_table(files[0])
        assert larger.num_rows == CHUNK_USERS + 10
        assert larger.slice(0, USERS).equals(smaller)
        last = f"u{USERS:08d}"
        theirs = pq.read_table(events).filter(pa.compute.less_equal(pa.compute.field("user_id"), last))
        assert theirs.equals(pq.read_table(files[1]))

    def test_users_are_as_many_as_asked_for_each_with_an_id_of_its_own(self, db: duckdb.DuckDBPyConnection) -> None:
        assert one(db, "SELECT count(*) FROM users") == USERS
        assert one(db, "SELECT count(DISTINCT user_id) FROM users") == USERS
        assert one(db, "SELECT min(user_id) || ' ' || max(user_id) FROM users") == f"u00000001 u{USERS:08d}"

    def test_a_population_needs_users(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="at least one"):
            write_population(tmp_path, 0)

    def test_events_lie_in_the_180_days_after_registration_and_belong_to_users(
        self, db: duckdb.DuckDBPyConnection
    ) -> None:
        first = AS_OF - timedelta(days=179)
        assert one(db, f"SELECT count(*) FROM events WHERE ts::date NOT BETWEEN '{first}' AND '{AS_OF}'") == 0
        orphans = "SELECT count(*) FROM events ANTI JOIN users USING (user_id)"
        early = "SELECT count(*) FROM events JOIN users USING (user_id) WHERE ts::date < registered_on"
        assert one(db, orphans) == 0
        assert one(db, early) == 0

    def test_identifiers_are_well_formed_and_nobodys(self, db: duckdb.DuckDBPyConnection) -> None:
        shapes = {
            "phone": "1740[0-5][0-9]{6}",  # satellite terminals, nobody's phone
            "imei": "00[0-9]{13}",  # test devices
            "oaid": "[0-9a-f]{16}",
            "idfa": "[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}",
            "member_no": "M[0-9]{9}",
        }
        for column, shape in shapes.items():
            known = one(db, f"SELECT count({column}) FROM users")
            assert 0 < known < USERS
            assert one(db, f"SELECT count(*) FROM users WHERE regexp_full_match({column}, '{shape}')") == known
            assert one(db, f"SELECT count(DISTINCT {column}) FROM users") == known

    def test_imeis_pass_the_luhn_check(self, db: duckdb.DuckDBPyConnection) -> None:
        for (imei,) in db.execute("SELECT imei FROM users WHERE imei IS NOT NULL LIMIT 50").fetchall():
            digits = [int(digit) for digit in reversed(imei)]
            assert sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


class TestTagsAndEvents:
    @pytest.mark.parametrize("days", [30, 90])
    def test_spend_is_the_sum_of_orders(self, db: duckdb.DuckDBPyConnection, days: int) -> None:
        differ = f"""
            SELECT count(*) FROM users LEFT JOIN (
                SELECT user_id, sum(amount) AS spent FROM events
                WHERE event = 'order' AND ts::date > DATE '{AS_OF}' - {days} GROUP BY user_id
            ) USING (user_id) WHERE spend_{days}d IS DISTINCT FROM coalesce(spent, 0)"""
        assert one(db, differ) == 0
        assert one(db, f"SELECT count(*) FROM users WHERE spend_{days}d > 0") > 0

    def test_spend_of_a_year_holds_that_of_the_events(self, db: duckdb.DuckDBPyConnection) -> None:
        less = """
            SELECT count(*) FROM users JOIN (
                SELECT user_id, sum(amount) AS spent FROM events WHERE event = 'order' GROUP BY user_id
            ) USING (user_id) WHERE spend_365d < spent"""
        assert one(db, less) == 0

    @pytest.mark.parametrize(
        ("tag", "measure"),
        [
            ("orders_30d", "count(*) FILTER (event = 'order' AND ts::date > DATE '2026-10-31' - 30)"),
            ("avg_order_value", "avg(amount) FILTER (event = 'order' AND ts::date > DATE '2026-10-31' - 90)"),
            ("last_order_on", "max(ts::date) FILTER (event = 'order')"),
            ("last_active", "max(ts::date) FILTER (event = 'app_open')"),
            (
                "active_days_7d",
                "count(DISTINCT ts::date) FILTER (event = 'app_open' AND ts::date > DATE '2026-10-31' - 7)",
            ),
            (
                "active_days_30d",
                "count(DISTINCT ts::date) FILTER (event = 'app_open' AND ts::date > DATE '2026-10-31' - 30)",
            ),
        ],
    )
    def test_activity_follows_from_events(self, db: duckdb.DuckDBPyConnection, tag: str, measure: str) -> None:
        differ = f"""
            SELECT count(*) FROM (
                SELECT any_value({tag}) AS tag, {measure} AS measure
                FROM users LEFT JOIN events USING (user_id) GROUP BY users.user_id
            ) WHERE tag IS DISTINCT FROM measure"""
        assert one(db, differ) == 0

    def test_the_lifecycle_follows_its_rules(self, db: duckdb.DuckDBPyConnection) -> None:
        differ = """
            SELECT count(*) FROM (
                SELECT lifecycle, CASE
                    WHEN any_value(registered_on) > DATE '2026-10-31' - 30 THEN 'new_customer'
                    WHEN coalesce(any_value(last_active), DATE '2000-01-01') <= DATE '2026-10-31' - 90 THEN 'churned'
                    WHEN any_value(last_active) <= DATE '2026-10-31' - 30 THEN 'lapsing'
                    WHEN count(*) FILTER (event = 'order' AND ts::date > DATE '2026-10-31' - 90) >= 2
                        THEN 'mature_customer'
                    ELSE 'growing_customer' END AS rule
                FROM users LEFT JOIN events USING (user_id) GROUP BY users.user_id, lifecycle
            ) WHERE lifecycle <> rule"""
        assert one(db, differ) == 0

    def test_whatever_is_done_in_the_app_is_done_on_an_active_day(self, db: duckdb.DuckDBPyConnection) -> None:
        outside = "('app_open', 'store_visit', 'test_drive_booking', 'customer_service')"
        stray = f"""
            SELECT count(*) FROM (SELECT DISTINCT user_id, ts::date AS day FROM events WHERE event NOT IN {outside})
            ANTI JOIN (SELECT user_id, ts::date AS day FROM events WHERE event = 'app_open') USING (user_id, day)"""
        assert one(db, stray) == 0

    def test_tags_of_a_thing_come_only_with_the_thing(self, db: duckdb.DuckDBPyConnection) -> None:
        for detail in ("energy_type", "car_brand", "car_bought_on", "insured", "insurance_expires_on"):
            assert one(db, f"SELECT count(*) FROM users WHERE {detail} IS NOT NULL AND car_owner IS NOT TRUE") == 0
        assert one(db, "SELECT count(*) FROM users WHERE youngest_child IS NOT NULL AND has_children IS NOT TRUE") == 0
        assert one(db, "SELECT count(*) FROM users WHERE insured <> (insurance_expires_on > DATE '2026-10-31')") == 0
        assert one(db, "SELECT count(*) FROM users WHERE opted_out AND marketing_consent") == 0


class TestPlausibility:
    @pytest.mark.parametrize(
        ("of", "more", "less", "times"),
        [
            (f"energy_type IN {NEW_ENERGY}", f"city IN {FIRST_TIER}", f"city NOT IN {FIRST_TIER}", 1.1),
            (f"energy_type IN {NEW_ENERGY}", GADGETS, f"NOT {GADGETS}", 1.2),
            (f"city IN {FIRST_TIER}", "monthly_income >= 20000", "monthly_income < 8000", 1.4),
            ("has_children", "age BETWEEN 35 AND 50", "age < 28", 3),
            ("list_contains(favourite_categories, 'mother_baby')", YOUNG_PARENT, "NOT has_children", 1.2),
            ("list_contains(favourite_categories, 'beauty')", "gender = 'female'", "gender = 'male'", 2),
            ("phone_tier = 'flagship_phone'", GOOD_INCOME, "income_band = 'low_income'", 1.8),
            ("spend_365d >= 3000", "monthly_income >= 20000", "monthly_income < 8000", 1.3),
            ("coupon_sensitivity = 'coupon_high'", "monthly_income < 8000", "monthly_income >= 20000", 1.3),
            ("chronic_condition = 'hypertension'", "age >= 55", "age < 35", 2),
        ],
    )  # fmt: skip
    def test_what_goes_together_in_life_goes_together_here(
        self, db: duckdb.DuckDBPyConnection, of: str, more: str, less: str, times: float
    ) -> None:
        asked = f"SELECT avg(coalesce({of}, false)::INT) FROM users WHERE interests IS NOT NULL AND"
        if "energy_type" in of:
            asked += " energy_type IS NOT NULL AND"
        assert one(db, f"{asked} {more}") > times * one(db, f"{asked} {less}")

    def test_those_who_want_a_car_book_test_drives(self, db: duckdb.DuckDBPyConnection) -> None:
        drives = "SELECT count(*) FROM events JOIN users USING (user_id) WHERE event = 'test_drive_booking'"
        wanting, others = (one(db, f"{drives} AND car_intent = '{plans}'") for plans in ("wants_car", "no_car_plans"))
        assert wanting > others

    def test_three_in_ten_users_hold_seven_in_ten_tag_values(
        self, db: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        """A value is held when it is known and not "no" or 0; a set holds as many as it has members."""

        def held(tag_type: str, column: str) -> str:
            match tag_type:
                case "set":
                    return f"coalesce(len({column}), 0)"
                case "flag" | "number":
                    return f"coalesce({column}::INT <> 0, false)::INT"
                case _:
                    return f"({column} IS NOT NULL)::INT"

        columns = [(tag.type, tag.columns.lat if tag.columns else tag.stored_in) for tag in catalog.tags]
        total = " + ".join(held(*column) for column in columns)
        share = f"""
            SELECT sum(held) FILTER (place <= 0.3 * {USERS}) / sum(held)
            FROM (SELECT {total} AS held, row_number() OVER (ORDER BY held DESC) AS place FROM users)"""
        assert one(db, share) == pytest.approx(0.7, abs=0.05)

    def test_our_own_records_have_no_gaps(self, db: duckdb.DuckDBPyConnection) -> None:
        for tag in ("marketing_consent", "opted_out", "registered_on", "lifecycle", "spend_30d", "orders_30d"):
            assert one(db, f"SELECT count({tag}) FROM users") == USERS


class TestCatalog:
    def test_it_says_that_the_data_is_synthetic(self) -> None:
        assert "synthetic" in CATALOG.read_text("utf-8").splitlines()[0]

    def test_every_column_of_the_data_is_in_it_and_the_other_way_round(
        self, db: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        tags = [column for tag in catalog.tags for column in columns_of(tag)]
        ids = [catalog.users.id, *(identifier.column for identifier in catalog.ids)]
        stored = [name for name, *_ in db.execute("DESCRIBE users").fetchall()]
        assert sorted(tags + ids) == sorted(stored)
        used = {prop.stored_in for event in catalog.events for prop in event.properties} | {"event", "user_id", "ts"}
        assert used == {name for name, *_ in db.execute("DESCRIBE events").fetchall()}

    def test_the_values_of_every_tag_are_those_that_occur(
        self, db: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        for tag in catalog.tags:
            if tag.values:
                column = f"unnest({tag.stored_in})" if tag.type == "set" else tag.stored_in
                met = {value for (value,) in db.execute(f"SELECT DISTINCT {column} FROM users").fetchall()} - {None}
                assert met == {value.value for value in tag.values}, tag.id

    def test_every_event_has_the_properties_and_values_that_occur(
        self, db: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        met = {event for (event,) in db.execute("SELECT DISTINCT event FROM events").fetchall()}
        assert met == {event.id for event in catalog.events}
        columns = {prop.stored_in for event in catalog.events for prop in event.properties}
        for event in catalog.events:
            properties = {prop.stored_in: prop for prop in event.properties}
            for column in columns:
                rows = db.execute(f"SELECT DISTINCT {column} FROM events WHERE event = ?", [event.id]).fetchall()
                values = {value for (value,) in rows}
                if column not in properties:
                    assert values == {None}, (event.id, column)
                elif properties[column].values:
                    assert values == {value.value for value in properties[column].values}, (event.id, column)
                else:
                    assert None not in values, (event.id, column)

    def test_everything_has_a_name_in_both_languages(self, catalog: Catalog) -> None:
        attributes: list[Attribute] = [*catalog.tags, *(prop for event in catalog.events for prop in event.properties)]
        names = [each.name for each in (*attributes, *catalog.events, *catalog.places, *catalog.terms)]
        names += [each.label for attribute in attributes for each in attribute.values]
        names += [group.name for attribute in attributes for group in attribute.groups]
        names += [text for attribute in attributes for text in (attribute.unit, attribute.description) if text]
        assert [name for name in names if not (name.en and name.zh)] == []

    def test_no_word_stands_for_two_things(self, catalog: Catalog) -> None:
        """Save the categories of goods: a favourite one and that of an order are meant to be called the same."""
        category = {"favourite_categories", *(f"{event.id}.category" for event in catalog.events)}
        same = {f"{event.id}.{prop.id}" for event in catalog.events for prop in event.properties} - category
        doubtful = {}
        for words, entries in Lexicon(catalog).phrases():
            owners = {owner(entry) for entry in entries}
            of_one_property = owners <= same and len({name.split(".")[1] for name in owners}) == 1
            if len(owners) > 1 and not owners <= category and not of_one_property:
                doubtful[" ".join(words)] = owners
        assert doubtful == {}

    def test_values_of_one_tag_do_not_share_words_either(self, catalog: Catalog) -> None:
        doubtful = {
            " ".join(words): {entry.values for entry in entries}
            for words, entries in Lexicon(catalog).phrases()
            if len({(entry.attribute, entry.values) for entry in entries}) > len({entry.attribute for entry in entries})
        }
        assert doubtful == {}

    def test_years_on_their_own_are_a_persons_age(self, catalog: Catalog) -> None:
        """So that 25到35岁 and "25 to 35 years" need no question."""
        in_years = [tag.id for tag in catalog.tags if tag.unit and {"years", "岁"} & set(tag.unit.all)]
        assert in_years == ["age"]

    @pytest.mark.parametrize(
        ("words", "tag", "values"),
        [
            ("new energy", "energy_type", {"bev", "phev", "erev"}),
            ("new energy car owners", "energy_type", {"bev", "phev", "erev"}),
            ("新能源车主", "energy_type", {"bev", "phev", "erev"}),
            ("车主", "car_owner", set()),
            ("car owners", "car_owner", set()),
            ("cat owners", "pets", {"cat"}),
            ("养猫", "pets", {"cat"}),
            ("已经流失", "lifecycle", {"churned"}),
            ("已投保", "insured", set()),
            ("一线城市", "city", {"beijing", "shanghai", "guangzhou", "shenzhen"}),
        ],
    )
    def test_it_knows_the_words_of_marketers(self, catalog: Catalog, words: str, tag: str, values: set[str]) -> None:
        [entry] = Lexicon(catalog).look_up(phrase(words))
        assert (entry.tag, set(entry.values)) == (tag, values)


class TestWorkspace:
    def test_it_is_loaded_whole_and_said_to_be_synthetic(self, workspace: Workspace) -> None:
        assert workspace.snapshot.manifest.synthetic
        assert workspace.snapshot.manifest.users == USERS == workspace.engine.population()
        assert workspace.snapshot.manifest.rejected == {}
        assert workspace.catalog.today == AS_OF
        assert workspace.catalog.sensitive_tags == {"chronic_condition": "health", "credit_band": "financial"}

    def test_a_tag_and_a_question_about_events_give_the_same_audience(self, workspace: Workspace) -> None:
        tag = TagCondition(tag="orders_30d", op="at_least", value=2)
        event = EventCondition(event="order", op="at_least", value=2, window=Last(n=30))
        by_tag, by_event = (workspace.engine.ids(Definition(where=where)) for where in (tag, event))
        assert by_tag.equals(by_event)
        assert 0 < by_tag.num_rows < USERS

    def test_every_term_stands_for_some_users_and_not_for_most(self, workspace: Workspace) -> None:
        terms = {term.name.to("en"): Definition(where=term.definition) for term in workspace.catalog.terms}
        counts = {name: workspace.engine.count(definition) for name, definition in terms.items()}
        assert {name: count for name, count in counts.items() if not 0 < count < 0.9 * USERS} == {}


def owner(entry: Entry) -> str:
    """The tag, event, property, place or term that a word of the catalog belongs to."""
    if entry.prop:
        return f"{entry.event}.{entry.prop}"
    return entry.tag or entry.event or f"{entry.kind} {entry.id}"


def columns_of(tag: Tag) -> list[str]:
    return [tag.columns.lat, tag.columns.lon] if tag.columns else [tag.stored_in]
