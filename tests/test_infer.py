"""Inference: what a catalog says when nobody wrote one."""

import random
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tools.catalog.header import read_header
from tools.catalog.model import Catalog, Name, Tag
from tools.errors import MusterError
from tools.ingest.load import load
from tools.ingest.snapshot import current_snapshot

ROWS = 60


def infer(folder: Path, columns: dict[str, Sequence[object]], delimiter: str = "\t") -> Catalog:
    """The catalog of a users file with the given columns beside an id."""
    lines = [delimiter.join(["user_id", *columns])]
    lines += [
        delimiter.join(["u" + str(i), *(str(cells[i % len(cells)]) for cells in columns.values())]) for i in range(ROWS)
    ]
    (folder / "users.csv").write_text("\n".join(lines), "utf-8")
    load(folder / "workspace", folder / "users.csv")
    return current_snapshot(folder / "workspace").catalog()


def one_tag(folder: Path, header: str, cells: Sequence[object]) -> Tag:
    catalog = infer(folder, {header: cells})
    assert len(catalog.tags) == 1, catalog
    return catalog.tags[0]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("age", ["25", "31", "", "47"], "number"),
        ("balance", ["1,234.50", "-7", "0.5"], "number"),
        ("spend", ["1e3", "20", "NULL", "nan"], "number"),
        ("is_member", ["true", "false", ""], "flag"),
        ("vip", ["yes", "no"], "flag"),
        ("vip", ["Y", "N"], "flag"),
        ("会员", ["是", "否"], "flag"),
        ("insured", ["0", "1"], "flag"),
        ("children", ["0", "1", "2"], "number"),
        ("joined", ["2026-01-05", "2025-12-31"], "date"),
        ("joined", ["2026/1/5", "2025/12/31"], "date"),
        ("joined", ["20260105", "20251231"], "date"),
        ("joined", ["2026年1月5日", "2025年12月31日"], "date"),
        ("joined", ["2026-01-05T10:00:00Z", "2025-12-31 08:00:00"], "date"),
        ("renewal", ["2026-01", "2025-12"], "date"),
        ("renewal", ["2026年1月", "2025年12月"], "date"),
        ("ratio", ["2026-13", "2025-99"], "choice"),
        ("revenue", ["20260105", "99999999"], "number"),
        ("city", ["北京", "上海"], "choice"),
        ("zip", ["010020", "100080"], "choice"),
        ("partner", ["007", "123"], "choice"),
        ("store_id", ["17", "23", "42"], "choice"),
        ("门店编号", ["17", "23", "42"], "choice"),
        ("citizen", ["110101199001011234", "110101199001011235"], "choice"),
        ("score", ["7", "8", "unknown"], "choice"),
        ("place of birth", ["Springfield, Ohio", "Portland, Oregon", "Portland, Maine"], "choice"),
    ],
)
def test_types_are_read_from_values(tmp_path: Path, header: str, cells: list[str], expected: str) -> None:
    assert one_tag(tmp_path, header, cells).type == expected


@pytest.mark.parametrize("separator", ["|", ";", "、", ",", "；"])
def test_a_steady_separator_makes_a_set(tmp_path: Path, separator: str) -> None:
    cells = [separator.join(words) for words in (["咖啡", "露营"], ["露营"], ["跑步", "咖啡", "露营"])]
    tag = one_tag(tmp_path, "兴趣", cells)
    assert (tag.type, tag.separator) == ("set", separator)
    assert {value.value for value in tag.values} == {"咖啡", "露营", "跑步"}


def test_one_slip_among_many_numbers_is_a_bad_value_not_another_type(tmp_path: Path) -> None:
    tag = one_tag(tmp_path, "age", [str(20 + i) for i in range(ROWS - 1)] + ["old"])
    assert tag.type == "number"
    assert current_snapshot(tmp_path / "workspace").manifest.rejected == {"bad_value": 1}


def test_sentences_are_no_sets(tmp_path: Path) -> None:
    words = ["the", "quick", "brown", "fox,", "jumps", "over;", "lazy", "dogs", "and", "cats"]
    generator = random.Random(7)
    cells = [" ".join(generator.choices(words, k=12)) for _ in range(ROWS)]
    assert one_tag(tmp_path, "remark", cells).type == "choice"


def test_native_types_of_parquet_are_kept(tmp_path: Path) -> None:
    duckdb.sql(
        f"""COPY (SELECT i AS user_id, i * 1.5 AS spend, i % 2 = 0 AS active, DATE '2026-01-01' AS joined,
            TIMESTAMPTZ '2026-01-01 00:00:00Z' AS seen, ['a', 'b'] AS hobbies, 1000000000000000000 + i AS device_no
            FROM range({ROWS}) t(i)) TO '{tmp_path / "users.parquet"}'"""
    )
    load(tmp_path / "workspace", tmp_path / "users.parquet")
    catalog = current_snapshot(tmp_path / "workspace").catalog()
    assert {tag.id: tag.type for tag in catalog.tags} == {
        "spend": "number", "active": "flag", "joined": "date", "seen": "date", "hobbies": "set", "device_no": "choice"
    }  # fmt: skip


def test_pairs_of_coordinates_make_places(tmp_path: Path) -> None:
    catalog = infer(
        tmp_path, {"home_lat": ["39.9", "31.2"], "home_lng": ["116.4", "121.5"], "纬度": ["30.1"], "经度": ["120.2"]}
    )
    assert [(tag.id, tag.type, tag.columns and (tag.columns.lat, tag.columns.lon)) for tag in catalog.tags] == [
        ("home", "place", ("home_lat", "home_lng")),
        ("location", "place", ("纬度", "经度")),
    ]


def test_identifiers_are_no_tags(tmp_path: Path) -> None:
    catalog = infer(
        tmp_path,
        {
            "手机号": [f"138{i:08d}" for i in range(ROWS)],
            "email": [f"a{i}@example.com" for i in range(ROWS)],
            "OAID": [f"{i:032x}" for i in range(ROWS)],
            "phone": ["iPhone", "Huawei"],
        },
    )
    assert [(entry.type, entry.column) for entry in catalog.ids] == [
        ("phone", "手机号"),
        ("email", "email"),
        ("oaid", "OAID"),
    ]
    assert [tag.id for tag in catalog.tags] == ["phone"]


def test_columns_that_hold_nothing_are_left_out(tmp_path: Path) -> None:
    catalog = infer(tmp_path, {"city": ["x", "y"], "nothing": ["", "NULL"]})
    assert [tag.id for tag in catalog.tags] == ["city"]


def test_columns_that_differ_only_in_form_get_ids_of_their_own(tmp_path: Path) -> None:
    catalog = infer(tmp_path, {"spend(元)": ["1.5", "2.5"], "spend": ["3.5", "4"], "spend (USD)": ["5.5", "6"]})
    assert [(tag.id, tag.stored_in, tag.unit and tag.unit.en) for tag in catalog.tags] == [
        ("spend", "spend(元)", "CNY"), ("spend_2", "spend", None), ("spend_3", "spend (USD)", "USD")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("spend(元)", Name(en="Spend"), Name(en="CNY", zh="元")),
        ("消费金额（万元）", Name(zh="消费金额"), Name(en="10,000 CNY", zh="万元")),
        ("amount (USD)", Name(en="Amount"), Name(en="USD", zh="美元")),
        ("距离(km)", Name(zh="距离"), Name(en="km", zh="公里")),
        ("distanceKm", Name(en="Distance"), Name(en="km", zh="公里")),
        ("age_years", Name(en="Age"), Name(en="years", zh="岁")),
        ("tenure_years", Name(en="Tenure"), Name(en="years", zh="年")),
        ("active_days", Name(en="Active days"), Name(en="days", zh="天")),
        ("visits_last_30_days", Name(en="Visits in the last 30 days"), None),
        ("spend_30d", Name(en="Spend in the last 30 days"), None),
        ("swim_400m", Name(en="Swim 400m"), None),
        ("avg_order_amt", Name(en="Average order amount"), None),
        ("lastLoginCount", Name(en="Last login count"), None),
        ("VIP_level", Name(en="VIP level"), None),
        ("城市(city)", Name(en="City", zh="城市"), None),
        ("city（城市）", Name(en="City", zh="城市"), None),
    ],
)
def test_headers_give_names_and_units_and_nothing_is_translated(header: str, name: Name, unit: Name | None) -> None:
    read = read_header(header, measured=True)
    assert (read.name, read.unit) == (name, unit)


@pytest.mark.parametrize(
    "header", ["user_id", "UserID", "uid", "用户ID", "会员号", "customer_id", "household_key", "account_key"]
)
def test_the_user_id_is_found_by_its_name(tmp_path: Path, header: str) -> None:
    (tmp_path / "people.csv").write_text(f"city,{header}\nx,1\nx,2\ny,3\n", "utf-8")
    load(tmp_path / "workspace", tmp_path / "people.csv")
    users = current_snapshot(tmp_path / "workspace").catalog().users
    assert (users.id, users.table) == (header, "people")


def test_without_a_user_id_the_columns_are_listed(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("city,number\nx,1\nx,2\n", "utf-8")
    with pytest.raises(MusterError) as caught:
        load(tmp_path / "workspace", tmp_path / "people.csv")
    assert "city, number" in caught.value.to("en")
    assert "--id" in caught.value.to("zh")
    load(tmp_path / "workspace", tmp_path / "people.csv", id_column="Number")
    assert current_snapshot(tmp_path / "workspace").catalog().users.id == "number"


def write_events(folder: Path, name: str, lines: Sequence[str]) -> Path:
    (folder / "users.csv").write_text("id,city\n01,x\n02,y\n", "utf-8")
    (folder / name).write_text("\n".join(lines), "utf-8")
    return folder / name


def test_a_table_of_several_kinds_gives_an_event_each_with_its_own_properties(tmp_path: Path) -> None:
    lines = ["id,user_id,event_type,ts,amount,page", "9,01,下单,2026-10-01 10:00:00,5,", "8,02,view,1790812800,,home"]
    events = write_events(tmp_path, "log.csv", lines)
    report = load(tmp_path / "workspace", tmp_path / "users.csv", [events])
    catalog = current_snapshot(tmp_path / "workspace").catalog()
    assert report.events == {"view": 1, "下单": 1}
    order, view = catalog.event("下单"), catalog.event("view")
    assert order is not None
    assert view is not None
    assert order.match is not None
    assert (order.match.column, order.match.value, order.user, order.time) == ("event_type", "下单", "user_id", "ts")
    assert (order.name, view.name) == (Name(en="Order", zh="下单"), Name(en="View", zh="浏览"))
    assert [each.id for each in order.properties] == ["id", "amount"]
    assert [each.id for each in view.properties] == ["id", "page"]


def test_a_table_of_one_kind_is_named_by_its_file(tmp_path: Path) -> None:
    events = write_events(tmp_path, "store_visits.csv", ["用户id,到店时间,门店", "01,2026-10-01 10:00:00,朝阳店"])
    load(tmp_path / "workspace", tmp_path / "users.csv", [events])
    [event] = current_snapshot(tmp_path / "workspace").catalog().events
    assert (event.id, event.table, event.user, event.time) == ("store_visits", "store_visits", "用户id", "到店时间")
    assert event.name == Name(en="Store visits", zh="到店")
    assert event.match is None


def test_a_partial_catalog_is_completed(tmp_path: Path) -> None:
    """Only the tables are told: tags are inferred, and so are the events of a file that it does not mention."""
    events = write_events(tmp_path, "visits.csv", ["user_id,time", "01,2026-10-01 10:00:00"])
    (tmp_path / "catalog.yaml").write_text(
        "format: 1\ntimezone: Asia/Shanghai\nusers: {table: people, id: id}\n", "utf-8"
    )
    load(tmp_path / "workspace", tmp_path / "users.csv", [events], tmp_path / "catalog.yaml")
    catalog = current_snapshot(tmp_path / "workspace").catalog()
    assert (catalog.users.table, catalog.timezone) == ("people", "Asia/Shanghai")
    assert [tag.id for tag in catalog.tags] == ["city"]
    assert [event.id for event in catalog.events] == ["visits"]


def test_general_words_get_a_second_language_and_others_none(tmp_path: Path) -> None:
    catalog = infer(
        tmp_path,
        {
            "性别": ["女", "男"],
            "城市": ["深圳市", "青岛"],
            "最近下单时间": ["2026-01-05", "2026-02-05"],
            "是否PLUS会员": ["是", "否"],
            "wingspan_cm": ["12", "14"],
            "preferredLanguage": ["fr", "zh"],
            "visits_12m": ["0", "3"],
        },
    )
    names = {tag.stored_in: tag.name for tag in catalog.tags}
    assert names == {
        "性别": Name(en="Gender", zh="性别"),
        "城市": Name(en="City", zh="城市"),
        "最近下单时间": Name(en="Last order date", zh="最近下单时间"),
        "是否PLUS会员": Name(en="PLUS member", zh="是否PLUS会员"),
        "wingspan_cm": Name(en="Wingspan"),
        "preferredLanguage": Name(en="Preferred language", zh="首选语言"),
        "visits_12m": Name(en="Visits in the last 12 months", zh="近12个月到访次数"),
    }
    labels = {str(value.value): value.label for tag in catalog.tags for value in tag.values}
    assert labels == {
        "女": Name(en="Female", zh="女"),
        "男": Name(en="Male", zh="男"),
        "深圳市": Name(en="Shenzhen", zh="深圳市"),
        "青岛": Name(en="Qingdao", zh="青岛"),
        "fr": Name(en="French", zh="法语"),
        "zh": Name(en="Chinese", zh="中文"),
    }


def test_letters_are_codes_only_where_the_header_says_of_what(tmp_path: Path) -> None:
    catalog = infer(tmp_path, {"gender": ["F", "M"], "size": ["M", "L"]})
    gender, size = catalog.tags
    assert [value.label.zh for value in gender.values] == ["女", "男"]
    assert "women" in gender.values[0].aliases
    assert [value.name for value in size.values] == [None, None]


def test_a_second_name_that_is_taken_is_not_given_again(tmp_path: Path) -> None:
    catalog = infer(tmp_path, {"总消费": ["5", "6"], "累计消费": ["7", "8"]})
    assert [tag.name for tag in catalog.tags] == [Name(en="Total spend", zh="总消费"), Name(zh="累计消费")]


def test_money_is_in_the_one_currency_that_headers_name(tmp_path: Path) -> None:
    one = infer(tmp_path, {"消费金额(元)": ["5", "6"], "客单价": ["7", "8"], "登录次数": ["1", "3"]})
    assert [tag.unit and tag.unit.en for tag in one.tags] == ["CNY", "CNY", None]
    two = infer(tmp_path, {"消费金额(元)": ["5", "6"], "amount_usd": ["5", "6"], "客单价": ["7", "8"]})
    assert [tag.unit and tag.unit.en for tag in two.tags] == ["CNY", "USD", None]


def test_tags_with_days_to_come_do_not_tell_the_day_of_the_data(tmp_path: Path) -> None:
    past, ahead = ["2020-01-05", "2020-03-01"], ["2020-06-01", "2199-01-01"]
    assert infer(tmp_path, {"joined": past, "contract_end": ahead}).today.isoformat() == "2020-03-01"
