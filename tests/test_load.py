"""Loading: what a customer's files become, what is set aside, and what a failed load leaves."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.errors import MusterError
from tools.ingest.load import load
from tools.ingest.snapshot import Snapshot, current_snapshot, snapshots, switch_to

CATALOG = """
format: 1
timezone: Asia/Shanghai
users: {table: users, id: user_id}
tags:
  - {id: city, type: choice, name: {en: City, zh: 城市}, values: [{value: beijing, name: {en: Beijing, zh: 北京}}]}
  - {id: level, type: choice, name: {en: Level}}
  - {id: age, type: number, name: {en: Age}}
  - {id: spend, type: number, name: {en: Spend}}
  - {id: insured, type: flag, name: {en: Insured}}
  - {id: joined, type: date, name: {en: Joined}}
  - {id: hobbies, type: set, separator: "|", name: {en: Hobbies}}
  - {id: home, type: place, columns: {lat: home_lat, lon: home_lon}, name: {en: Home}}
events:
  - id: order
    table: events
    match: {column: event, value: order}
    time: ts
    name: {en: Order}
    properties: [{id: amount, type: number, name: {en: Amount}}]
  - {id: visit, table: events, match: {column: event, value: visit}, time: ts, name: {en: Visit}}
ids: [{type: phone, column: phone}]
"""
HEADER = "user_id,city,level,age,spend,insured,joined,hobbies,home_lat,home_lon,phone"
GOOD = "001,beijing,01,25,10.5,是,2026/1/5,咖啡| 露营 ||,39.9,116.4,13800000001"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return write(tmp_path / "catalog.yaml", CATALOG)


def write(path: Path, text: str | Sequence[str], encoding: str = "utf-8") -> Path:
    path.write_bytes((text if isinstance(text, str) else "\n".join(text) + "\n").encode(encoding))
    return path


def rows(workspace: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(current_snapshot(workspace).warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def types(workspace: Path, table: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(workspace, f'DESCRIBE "{table}"')}


def rejected(workspace: Path) -> list[dict[str, str]]:
    with current_snapshot(workspace).rejected.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(MusterError) as caught:
        call()
    assert all(problem.message.en and problem.message.zh for problem in caught.value.problems)
    return caught.value.problems[0].code


# What the warehouse holds


def test_columns_get_the_physical_types_that_queries_rely_on(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    users = write(tmp_path / "users.csv", [HEADER, GOOD])
    events = write(tmp_path / "events.csv", ["event,user_id,ts,amount", "order,001,2026-10-01 08:00:00,9"])
    load(workspace, users, [events], catalog)
    assert types(workspace, "users") == {
        "user_id": "VARCHAR", "city": "VARCHAR", "level": "VARCHAR", "age": "BIGINT", "spend": "DOUBLE",
        "insured": "BOOLEAN", "joined": "DATE", "hobbies": "VARCHAR[]", "home_lat": "DOUBLE", "home_lon": "DOUBLE",
        "phone": "VARCHAR",
    }  # fmt: skip
    assert types(workspace, "events") == {
        "user_id": "VARCHAR", "ts": "TIMESTAMP", "event": "VARCHAR", "amount": "BIGINT", "__muster_user_0": "UINTEGER"
    }  # fmt: skip
    assert rows(workspace, "FROM users") == [
        ("001", "beijing", "01", 25, 10.5, True, date(2026, 1, 5), ["咖啡", "露营"], 39.9, 116.4, "13800000001")
    ]


def test_a_catalog_and_parquet_give_the_same_as_csv(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    events = write(tmp_path / "events.csv", ["event,user_id,ts,amount", "order,1,2026-10-01 08:00:00,9"])
    duckdb.sql(
        f"""COPY (SELECT 1::BIGINT AS user_id, 'beijing' AS city, 3.0::DOUBLE AS level, 25.0::DOUBLE AS age,
            10.5::DECIMAL(9, 2) AS spend, 1 AS insured, TIMESTAMPTZ '2026-01-05 23:00:00+00' AS joined,
            ['b', ' a ', '', 'b'] AS hobbies, 39.9 AS home_lat, 116.4 AS home_lon, 13800000001 AS phone)
            TO '{tmp_path / "users.parquet"}'"""
    )
    load(workspace, tmp_path / "users.parquet", [events], catalog)
    assert rows(workspace, "FROM users") == [
        ("1", "beijing", "3", 25, 10.5, True, date(2026, 1, 6), ["a", "b"], 39.9, 116.4, "13800000001")
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-10-01 08:00:00", datetime(2026, 10, 1, 8)),
        ("2026/10/1 8:00", datetime(2026, 10, 1, 8)),
        ("20261001", datetime(2026, 10, 1)),
        ("2026年10月1日", datetime(2026, 10, 1)),
        ("2026-10-01T00:00:00Z", datetime(2026, 10, 1, 8)),
        ("2026-10-01T00:00:00.250-02:00", datetime(2026, 10, 1, 10, 0, 0, 250000)),
        ("1790812800", datetime(2026, 10, 1, 8)),
        ("1790812800000", datetime(2026, 10, 1, 8)),
    ],
)
def test_times_lose_their_zone_to_the_catalogs(
    tmp_path: Path, workspace: Path, catalog: Path, written: str, read: datetime
) -> None:
    events = write(tmp_path / "events.csv", ["event,user_id,ts,amount", f"order,001,{written},1"])
    load(workspace, write(tmp_path / "users.csv", [HEADER, GOOD]), [events], catalog)
    assert rows(workspace, "SELECT ts FROM events") == [(read,)]


def test_events_lie_sorted_by_kind_and_time(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    lines = [f"{kind},001,2026-10-{day:02d} 00:00:00," for day in (9, 3, 5) for kind in ("visit", "order")]
    events = write(tmp_path / "events.csv", ["event,user_id,ts,amount", *lines])
    report = load(workspace, write(tmp_path / "users.csv", [HEADER, GOOD]), [events], catalog)
    assert [(row[0], row[1].day) for row in rows(workspace, "SELECT event, ts FROM events")] == [
        ("order", 3), ("order", 5), ("order", 9), ("visit", 3), ("visit", 5), ("visit", 9)
    ]  # fmt: skip
    assert report.events == {"order": 3, "visit": 3}


def test_events_that_the_catalog_does_not_name_are_left_out_and_said(
    tmp_path: Path, workspace: Path, catalog: Path
) -> None:
    lines = ["order,001,2026-10-01,1", "refund,001,2026-10-01,1", "refund,001,2026-10-02,1"]
    events = write(tmp_path / "events.csv", ["event,user_id,ts,amount", *lines])
    report = load(workspace, write(tmp_path / "users.csv", [HEADER, GOOD]), [events], catalog)
    assert rows(workspace, "SELECT count(*) FROM events") == [(1,)]
    assert any("2 rows" in note.en and "2 行" in note.zh for note in report.notes)


ids = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=25).filter(
        lambda text: text.strip(" \u00a0\u3000")
    )
    | st.from_regex(r"0{0,3}[0-9]{1,20}", fullmatch=True),
    min_size=1, max_size=8, unique=True,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(ids=ids)
def test_ids_come_back_to_the_letter(tmp_path_factory: pytest.TempPathFactory, ids: list[str]) -> None:
    folder = tmp_path_factory.mktemp("ids")
    with (folder / "users.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["user_id", "city"], *([each, "x"] for each in ids)])
    load(folder / "workspace", folder / "users.csv", id_column="user_id")
    assert [row[0] for row in rows(folder / "workspace", "SELECT user_id FROM users")] == sorted(ids)


# What the saved catalog says


def test_values_met_in_the_data_are_added_as_text_after_those_listed(
    tmp_path: Path, workspace: Path, catalog: Path
) -> None:
    lines = [GOOD.replace("001,beijing", f"{i},{city}") for i, city in enumerate(["shanghai", "beijing", "shanghai"])]
    load(workspace, write(tmp_path / "users.csv", [HEADER, *lines]), [events_file(tmp_path)], catalog)
    saved = current_snapshot(workspace).catalog()
    city, level = saved.tag("city"), saved.tag("level")
    assert city is not None
    assert level is not None
    assert [(value.value, value.name and value.name.zh) for value in city.values] == [
        ("beijing", "北京"),
        ("shanghai", None),
    ]
    assert [value.value for value in level.values] == ["01"]


def test_what_the_data_cannot_bear_out_is_told(tmp_path: Path, workspace: Path) -> None:
    """A group may name values that nobody has yet, and a term a value it misspells: neither stops a load."""
    group = "{name: {en: first-tier, zh: 一线城市}, values: [beijing, shangai]}"
    term = "{name: {zh: 老客}, definition: {kind: tag, tag: city, op: at_least, value: 3}}"
    text = f"""
format: 1
users: {{table: users, id: user_id}}
tags: [{{id: city, type: choice, name: {{en: City}}, groups: [{group}]}}]
terms: [{term}]
"""
    users = write(tmp_path / "users.csv", ["user_id,city", "1,beijing", "2,shanghai"])
    told = load(workspace, users, catalog=write(tmp_path / "catalog.yaml", text)).notes
    assert len(told) == 2
    assert "shangai" in told[0].zh
    assert "shanghai" in told[0].zh
    assert "老客" in told[1].zh


def test_a_tag_with_too_many_values_lists_none(tmp_path: Path, workspace: Path) -> None:
    lines = [f"{i},n{i % 1001}" for i in range(3000)]
    load(workspace, write(tmp_path / "users.csv", ["user_id,nickname", *lines]))
    nickname = current_snapshot(workspace).catalog().tag("nickname")
    assert nickname is not None
    assert nickname.type == "choice"
    assert nickname.values == ()


def test_today_is_the_newest_day_of_the_data_but_no_day_to_come(tmp_path: Path, workspace: Path) -> None:
    users = write(
        tmp_path / "users.csv", ["user_id,joined,expires", "1,2026-01-05,2999-01-01", "2,2026-03-01,2999-01-01"]
    )
    report = load(workspace, users)
    assert report.as_of == date(2026, 3, 1) == current_snapshot(workspace).catalog().today
    visits = write(tmp_path / "visits.csv", ["user_id,time", "1,2026-04-02 10:00:00"])
    assert load(workspace, users, [visits]).as_of == date(2026, 4, 2)


def test_the_yaml_of_a_snapshot_loads_again_to_the_same_catalog(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    users = write(tmp_path / "users.csv", [HEADER, GOOD])
    load(workspace, users, [events_file(tmp_path)], catalog)
    first = current_snapshot(workspace)
    load(workspace, users, [events_file(tmp_path)], first.path / "catalog.yaml")
    assert current_snapshot(workspace).id != first.id
    assert current_snapshot(workspace).catalog() == first.catalog()


def test_the_manifest_says_where_the_data_came_from(tmp_path: Path, workspace: Path) -> None:
    users = write(tmp_path / "users.csv", ["user_id,city", "1,北京", "1,北京"], "gb18030")
    load(workspace, users, synthetic=True)
    manifest = current_snapshot(workspace).manifest
    assert (manifest.users, manifest.synthetic, manifest.rejected) == (1, True, {"repeated_id": 1})
    source = manifest.sources[0]
    assert (source.file, source.rows, source.encoding) == ("users.csv", 2, "gb18030")
    assert len(source.sha256) == 64


# Encodings and shapes of files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_in_any_common_encoding(tmp_path: Path, workspace: Path, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(cells) for cells in (["用户ID", "城市"], ["007", "北京"], ["008", "广州"])]
    report = load(workspace, write(tmp_path / "用户.csv", lines, encoding))
    assert rows(workspace, 'SELECT "用户ID", "城市" FROM "用户"') == [("007", "北京"), ("008", "广州")]
    assert len(report.encodings) == 1


def test_files_of_one_name_are_told_apart(tmp_path: Path, workspace: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    users = write(tmp_path / "a" / "data.csv", ["user_id,城市", "1,北京", "1,上海"], "gbk")
    events = write(
        tmp_path / "b" / "data.csv", ["user_id,时间,门店", "1,2026-10-01,朝阳店", "2,2026-10-01,朝阳店"], "gbk"
    )
    report = load(workspace, users, [events])
    assert (report.users, report.events) == (1, {"data_2": 1})
    assert [row["row"] for row in rejected(workspace)] == ["1,上海", "2,2026-10-01,朝阳店"]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path, workspace: Path) -> None:
    load(workspace, write(tmp_path / "users.csv", ["user_id,name", "1,José Muñoz", "2,Zoë Müller"], "cp1252"))
    assert rows(workspace, "SELECT name FROM users") == [("José Muñoz",), ("Zoë Müller",)]


def test_windows_line_ends_quotes_and_a_hostile_header(tmp_path: Path, workspace: Path) -> None:
    header = '"user_id","a""; DROP TABLE users; --","City","city","",\'x\''
    users = write(tmp_path / "users.csv", f'{header}\r\n1,"say ""hi"", ok",A,b,c,d\r\n\r\n2,"two\r\nlines",A,b,c,d\r\n')
    load(workspace, users)
    assert [row[1] for row in rows(workspace, "FROM users")] == ['say "hi", ok', "two\r\nlines"]
    assert list(types(workspace, "users")) == [
        "user_id", 'a"; DROP TABLE users; --', "City", "city_2", "column_5", "'x'"
    ]  # fmt: skip


def test_a_duckdb_file_gives_the_tables_that_the_catalog_names(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    shop = tmp_path / "shop.duckdb"
    with duckdb.connect(str(shop)) as con:
        cells = ", ".join(
            f"'{cell}' AS {column}" for column, cell in zip(HEADER.split(","), GOOD.split(","), strict=True)
        )
        con.execute(f"CREATE TABLE users AS SELECT {cells}")
        con.execute(
            "CREATE TABLE events AS SELECT '001' AS user_id, 'order' AS event, DATE '2026-10-01' AS ts, 5 AS amount"
        )
        con.execute("CREATE TABLE other AS SELECT 1 AS x")
    report = load(workspace, shop, catalog=catalog)
    assert (report.users, report.events) == (1, {"order": 1, "visit": 0})
    both = load(workspace, Path(f"{shop}::users"), [Path(f"{shop}::events")])
    assert (both.users, both.events) == (1, {"order": 1})
    assert code_of(lambda: load(workspace, Path(f"{shop}::user"))) == "unknown_table"


def test_a_folder_of_parquet_files_is_one_table(tmp_path: Path, workspace: Path) -> None:
    folder = tmp_path / "users"
    folder.mkdir()
    for part in range(3):
        duckdb.sql(
            f"COPY (SELECT {part} * 10 + i AS user_id, 'x' AS city FROM range(5) t(i)) TO '{folder}/{part}.parquet'"
        )
    duckdb.sql(f"COPY (SELECT 3 AS user_id, 'y' AS city) TO '{folder}/3.parquet'")
    assert load(workspace, folder).users == 15
    assert [(row["file"], row["line"], row["reason"]) for row in rejected(workspace)] == [
        ("3.parquet", "1", "repeated_id")
    ]


# What is set aside


def test_every_row_set_aside_is_listed_with_its_line_and_reason(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    def user(user_id: str, level: str = "1") -> str:
        return GOOD.replace("001,beijing,01", f"{user_id},beijing,{level}")

    lines = [HEADER, user("1"), "2,beijing", user("3", '"two\nlines"'), "", user(" "), user("1"), user("5") + ",more"]
    odd = user("6").replace("25,10.5", "old,10.5").replace("39.9", "999")
    users = write(tmp_path / "users.csv", [*lines, odd, user("7")])
    report = load(workspace, users, [events_file(tmp_path)], catalog)
    listed = [row for row in rejected(workspace) if row["file"] == "users.csv"]
    assert [(row["line"], row["reason"], row["column"], row["value"]) for row in listed] == [
        ("3", "ragged_row", "", ""),
        ("7", "missing_id", "", ""),
        ("8", "repeated_id", "", ""),
        ("9", "ragged_row", "", ""),
        ("10", "bad_value", "age", "old"),
        ("10", "bad_value", "home_lat", "999"),
    ]  # fmt: skip
    assert listed[0]["row"] == "2,beijing"
    assert listed[4]["row"] == odd
    assert all(row["explanation_en"] and row["explanation_zh"] for row in listed)
    assert rows(workspace, "SELECT user_id FROM users ORDER BY 1") == [("1",), ("3",), ("6",), ("7",)]
    assert rows(workspace, "SELECT age, home_lat, home_lon, city FROM users WHERE user_id = '6'") == [
        (None, None, None, "beijing")
    ]
    assert {each.reason: each.count for each in report.rejected if each.table == "users"} == {
        "ragged_row": 2, "missing_id": 1, "repeated_id": 1, "bad_value": 2
    }  # fmt: skip
    assert report.rejected_file == current_snapshot(workspace).rejected


records = st.lists(
    st.sampled_from(["good", "several lines", "too few", "too many", "blank", "no id"]), min_size=1, max_size=12
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(kinds=records, end=st.sampled_from(["\n", "\r\n"]), encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_lines_are_right_whatever_lies_between(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], end: str, encoding: str
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    written = {
        "several lines": f'{{}},"上{end}{end}海"',
        "too few": "{}",
        "too many": "{},a,b",
        "blank": "",
        "no id": ",x",
    }
    text, expected, line = f"user_id,城市{end}first,x{end}", [], 3
    for i, kind in enumerate(kinds):
        record = written.get(kind, "{},北京").format(i)
        if kind in ("too few", "too many", "no id"):
            expected.append((str(line), "missing_id" if kind == "no id" else "ragged_row", record))
        text += record + end
        line += 3 if kind == "several lines" else 1
    load(folder / "workspace", write(folder / "users.csv", text, encoding))
    listed = rejected(folder / "workspace") if expected else []
    assert [(row["line"], row["reason"], row["row"]) for row in listed] == expected


def test_events_without_a_known_user_or_a_time_are_set_aside(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    lines = [
        "order,001,2026-10-01,5",
        "order,,2026-10-01,5",
        "order,999,2026-10-01,5",
        "order,001,soon,5",
        "order,001,2026-10-02,cheap",
    ]
    events = write(tmp_path / "events.csv", ["event,user_id,ts,amount", *lines])
    report = load(workspace, write(tmp_path / "users.csv", [HEADER, GOOD]), [events], catalog)
    assert report.events["order"] == 2
    assert [(row["line"], row["reason"], row["row"]) for row in rejected(workspace)] == [
        ("3", "missing_user", lines[1]),
        ("4", "unknown_user", lines[2]),
        ("5", "bad_time", lines[3]),
        ("6", "bad_value", lines[4]),
    ]


def test_nothing_set_aside_leaves_no_file(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    report = load(workspace, write(tmp_path / "users.csv", [HEADER, GOOD]), [events_file(tmp_path)], catalog)
    assert report.rejected == ()
    assert report.rejected_file is None
    assert not current_snapshot(workspace).rejected.exists()


def test_the_report_can_be_read_in_both_languages(tmp_path: Path, workspace: Path) -> None:
    report = load(workspace, write(tmp_path / "users.csv", ["user_id,city", "1,北京", "1,上海"]))
    assert any("first row was kept" in line for line in report.lines("en"))
    assert any("已保留首次出现的行" in line for line in report.lines("zh"))


# What cannot be loaded


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("users.csv", b"", "file_empty"),
        ("users.csv", b"\n\n", "file_empty"),
        ("users.csv", b"user_id,city\n", "header_only"),
        ("users.csv", b"city,age\nbeijing,3\nbeijing,3\n", "no_id_column"),
        ("users.csv", b"user_id,city\n,beijing\n,shanghai\n", "nothing_left"),
        ("users.csv", b"user_id,city\n1\n2\n", "nothing_left"),
        ("users.csv", bytes(range(256)) * 20, "unreadable_encoding"),
        ("users.parquet", b"user_id,city\n1,beijing\n", "not_parquet"),
        ("users.parquet", b"PAR1 and then nothing of the kind", "not_parquet"),
        ("users.xlsx", b"PK\x03\x04 a workbook", "not_a_table"),
        ("users.json", b'[{"user_id": 1}]', "not_a_table"),
        ("users.duckdb", b"........DUCK.......", "unreadable_duckdb"),
    ],
)
def test_files_that_are_not_what_they_should_be(
    tmp_path: Path, workspace: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert code_of(lambda: load(workspace, tmp_path / name)) == code


def test_what_is_not_there(tmp_path: Path, workspace: Path, catalog: Path) -> None:
    users = write(tmp_path / "users.csv", [HEADER.replace("city", "citty"), GOOD])
    assert code_of(lambda: load(workspace, tmp_path / "none.csv")) == "file_missing"
    assert code_of(lambda: load(workspace, users, catalog=tmp_path / "none.yaml")) == "file_missing"
    assert code_of(lambda: load(workspace, users, catalog=catalog)) == "missing_table"
    assert code_of(lambda: load(workspace, users, id_column="nobody")) == "unknown_column"
    with pytest.raises(MusterError) as caught:
        load(workspace, users, [events_file(tmp_path)], catalog)
    assert [(problem.code, problem.got, problem.suggestions[0]) for problem in caught.value.problems] == [
        ("missing_column", "city", "citty")
    ]
    assert code_of(lambda: current_snapshot(workspace)) == "no_workspace"


def test_an_events_file_without_time_says_what_it_needs(tmp_path: Path, workspace: Path) -> None:
    users = write(tmp_path / "users.csv", ["user_id,city", "1,x"])
    events = write(tmp_path / "orders.csv", ["user_id,amount", "1,5"])
    assert code_of(lambda: load(workspace, users, [events])) == "no_events"


# What stays in use


@pytest.mark.parametrize("step", ["reading", "users", "events", "values", "saving"])
def test_a_load_that_breaks_leaves_the_old_snapshot_in_use(
    tmp_path: Path, workspace: Path, catalog: Path, step: str
) -> None:
    users = write(tmp_path / "users.csv", [HEADER, GOOD])
    load(workspace, users, [events_file(tmp_path)], catalog)
    before = current_snapshot(workspace)

    def break_at(heard: str, share: float) -> None:
        if heard == step and (step != "saving" or share == 1.0):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(workspace, users, [events_file(tmp_path)], catalog, progress=break_at)
    assert current_snapshot(workspace) == before
    assert snapshots(workspace) == [before]
    assert [path.name for path in (workspace / "snapshots").iterdir()] == [before.id]
    assert rows(workspace, "SELECT count(*) FROM users") == [(1,)]


def test_what_a_killed_load_left_is_cleared_by_the_next(tmp_path: Path, workspace: Path) -> None:
    left = workspace / "snapshots" / ".building-20260101T000000-abc"
    left.mkdir(parents=True)
    (left / "warehouse.duckdb").write_bytes(b"half")
    assert snapshots(workspace) == []
    load(workspace, write(tmp_path / "users.csv", ["user_id,city", "1,x"]))
    assert not left.exists()


def test_a_bad_load_is_one_step_from_undone(tmp_path: Path, workspace: Path) -> None:
    load(workspace, write(tmp_path / "users.csv", ["user_id,city", "1,x"]))
    first = current_snapshot(workspace)
    load(workspace, write(tmp_path / "users.csv", ["user_id,city", "1,x", "2,y"]))
    second = current_snapshot(workspace)
    assert snapshots(workspace) == [first, second]
    assert switch_to(workspace, first.id) == first == current_snapshot(workspace)
    assert rows(workspace, "SELECT count(*) FROM users") == [(1,)]
    assert code_of(lambda: switch_to(workspace, "nothing")) == "unknown_snapshot"


def test_a_snapshot_is_open_to_readers_while_another_is_loaded(tmp_path: Path, workspace: Path) -> None:
    users = write(tmp_path / "users.csv", ["user_id,city", "1,x"])
    load(workspace, users)
    seen: list[Snapshot] = []

    def look(step: str, share: float) -> None:
        seen.append(current_snapshot(workspace))
        assert rows(workspace, "SELECT count(*) FROM users") == [(1,)]
        if step == "users":
            assert code_of(lambda: load(workspace, users)) == "busy"

    first = current_snapshot(workspace)
    load(workspace, users, progress=look)
    assert set(seen) == {first} != {current_snapshot(workspace)}


def events_file(folder: Path) -> Path:
    return write(folder / "events.csv", ["event,user_id,ts,amount", "order,001,2026-10-01 08:00:00,9"])
