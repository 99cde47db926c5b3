"""Opening `state.db`: SQLite in WAL mode, so that readers and a writer do not wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from tools.errors import fail
from tools.store.tables import LAYOUT, Table


def open_database(file: Path, busy_seconds: float) -> Engine:
    """The engine of `file`, its tables made if they are not there.

    A transaction with the execution option `begin="IMMEDIATE"` holds the write lock from its start. Raises MusterError
    (`bad_store`) for a layout that this version does not know.
    """
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": busy_seconds})

    # sqlite3 opens transactions late and by itself; SQLAlchemy's documentation of the pysqlite dialect gives this way
    # to open them where they are asked for.
    @event.listens_for(engine, "connect")
    def configure(connection: Connection, _record: object) -> None:
        connection.isolation_level = None
        for setting in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begin(connection: SqlConnection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    with engine.connect() as connection:
        layout = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if layout > LAYOUT:
        raise fail(
            "bad_store",
            f"{file.name} was written by a newer Muster (layout {layout}, this one knows {LAYOUT}): upgrade Muster.",
            f"{file.name} 由更新版本的 Muster 写入（格式 {layout}，当前版本支持到 {LAYOUT}），请升级 Muster。",
            where=str(file),
        )
    if layout < LAYOUT:
        with engine.execution_options(begin="IMMEDIATE").begin() as connection:
            Table.metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {LAYOUT}")
    return engine


@contextmanager
def told_to_people(file: Path) -> Iterator[None]:
    """Errors of the database below, as MusterErrors: `store_busy` where a second try can work, else `bad_store`."""
    try:
        yield
    except OperationalError as error:
        raise fail(
            "store_busy",
            f"{file.name} could not be used just now ({error.orig}): try again.",
            f"暂时无法使用 {file.name}（{error.orig}），请重试。",
            where=str(file),
            retry=True,
        ) from error
    except DBAPIError as error:
        raise fail(
            "bad_store",
            f"{file.name} cannot be read ({error.orig}): put a backup in its place, or move it away.",
            f"无法读取 {file.name}（{error.orig}），请用备份替换它，或将其移走。",
            where=str(file),
        ) from error
