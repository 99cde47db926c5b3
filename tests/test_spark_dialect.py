"""What a compiled tree becomes for Spark, and what is refused. That it means the same is for `tests/spark`."""

from pathlib import Path

import pytest
from sqlglot import exp

from tools.compiler.expressions import column, number, text
from tools.errors import MusterError
from tools.spark.dialect import parquet_path, spark_sql
from tools.spark.session import spark_session


def where(condition: exp.Expr) -> str:
    return spark_sql(exp.select("*").from_("t").where(condition)).partition(" WHERE ")[2]


def test_what_is_not_on_the_list_is_refused_by_name() -> None:
    with pytest.raises(MusterError, match="RegexpLike"):
        where(exp.RegexpLike(this=column("a", "t"), expression=text("x")))
    with pytest.raises(MusterError, match="cannot be answered"):
        where(exp.func("list_has_any", column("a", "t"), exp.array("'x'")))


def test_a_tree_is_left_as_it_was() -> None:
    query = (
        exp.select("*").from_("t").where(exp.Not(this=exp.In(this=column("a", "t"), query=exp.select("b").from_("u"))))
    )
    before = query.sql()
    spark_sql(query)
    assert query.sql() == before


def test_numbers_of_several_kinds_are_compared_one_by_one() -> None:
    values = [number(2**64), number(0.5), number(24.999999999999996)]
    assert where(exp.In(this=column("a", "t"), expressions=values)) == (
        "(`t`.`a` = 18446744073709551616 OR `t`.`a` = 0.5 OR `t`.`a` = 24.999999999999996e0)"
    )
    assert where(exp.In(this=column("a", "t"), expressions=[number(1), number(2)])) == "`t`.`a` IN (1, 2)"


def test_whole_numbers_longer_than_a_decimal_are_floating_point() -> None:
    assert where(exp.LT(this=column("a", "t"), expression=number(2**127 - 1))) == "`t`.`a` < 1.7014118346046923e+38"


def test_sums_of_whole_numbers_have_room_to_grow() -> None:
    query = exp.select(exp.Sum(this=column("A", "t")), exp.Sum(this=column("b", "t"))).from_("t")
    assert (
        spark_sql(query, frozenset({("t", "a")})) == "SELECT SUM(CAST(`t`.`A` AS DECIMAL(19, 0))), SUM(`t`.`b`) FROM t"
    )


def test_hostile_texts_and_names_stay_what_they_are() -> None:
    condition = exp.EQ(this=column("a`b", "t"), expression=text("it's \\ and ' OR 1=1"))
    assert where(condition) == "`t`.`a``b` = 'it\\'s \\\\ and \\' OR 1=1'"


def test_a_path_is_no_pattern() -> None:
    assert parquet_path("/a/it's [0]/{b}*?.parquet") == "/a/it's \\[0\\]/\\{b\\}\\*\\?.parquet"


def test_spark_without_java_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MusterError, match="apt-get install default-jre-headless") as caught:
        spark_session("local[1]", {})
    assert caught.value.problems[0].code == "no_java"
    assert "请安装" in caught.value.to("zh")


def test_a_cluster_that_is_not_there_is_named_without_its_token() -> None:
    with pytest.raises(MusterError, match="MUSTER_SPARK_MASTER") as caught:
        spark_session("sc://127.0.0.1:1/;token=secret", {})
    assert caught.value.problems[0].code == "spark_unreachable"
    assert "secret" not in caught.value.to("en") + caught.value.to("zh")
