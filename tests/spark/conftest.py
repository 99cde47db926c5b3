"""One cluster, and one connection to it, for all tests here."""

from collections.abc import Iterator

import pytest

from tests.spark.cluster import standalone_cluster
from tools.settings import Settings
from tools.spark.session import close_session


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster of one master and two workers."""
    with standalone_cluster(tmp_path_factory.mktemp("cluster")) as url:
        yield url
        close_session(url)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Small, and nothing open to the network."""
    return Settings(
        memory_limit="1GB",
        threads=1,
        query_timeout_s=240,
        spark_conf={
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "1g",
            "spark.executor.memory": "512m",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("tables")),
        },
    )
