"""What an operator can set, by environment (`MUSTER_...`) or in `muster.toml` in the folder Muster is started from."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MUSTER_", toml_file="muster.toml", extra="ignore", frozen=True)

    workspace: Path = Path("workspace")
    model: str = Field(default="embedded", description="`embedded`, or `openai:NAME` for any OpenAI-compatible server")
    fallback: Literal["none", "embedded"] = Field(
        default="none", description="what answers a turn in which the model's server fails: `embedded`, or nothing"
    )
    embeddings: str = Field(default="embedded", description="`embedded`, or `openai:NAME`")
    memory_limit: str = Field(default="4GB", description="DuckDB's memory limit")
    threads: int | None = Field(default=None, ge=1, description="DuckDB's threads; left out: one a core")
    spark_master: str | None = Field(
        default=None,
        description="the Spark cluster, as `spark://host:7077`; left out: that which the data was loaded by",
    )
    spark_conf: dict[str, str] = Field(default={}, description="settings of Spark, by their names")
    query_timeout_s: float = Field(default=60, gt=0, description="a query that runs longer is interrupted")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
