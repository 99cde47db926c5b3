"""From the name of a model to the model."""

import os
from typing import Literal

from langchain_core.language_models import BaseChatModel

from tools.errors import fail
from tools.settings import Settings
from tools.workspace import Workspace

TIMEOUT_S = 60
RETRIES = 2


def check_model(settings: Settings) -> None:
    """Raises MusterError (`unknown_model`, `no_api_key`) when `settings.model` cannot be used; calls no server."""
    scheme, name = _named(settings)
    if scheme == "openai" and not os.environ.get("OPENAI_API_KEY"):
        raise fail(
            "no_api_key",
            f"The model openai:{name} needs OPENAI_API_KEY in the environment (any word, if your server takes none), "
            "and OPENAI_BASE_URL for a server other than OpenAI's. Without a model server, use MUSTER_MODEL=embedded.",
            f"使用模型 openai:{name} 需要设置环境变量 OPENAI_API_KEY（服务不校验密钥时可填任意内容）；"
            "非 OpenAI 官方服务还需设置 OPENAI_BASE_URL。没有模型服务时，请用 MUSTER_MODEL=embedded。",
            where="OPENAI_API_KEY",
        )


def model_of(settings: Settings, workspace: Workspace) -> BaseChatModel:
    """The model that `settings.model` names: `embedded`, or `openai:NAME` for any OpenAI-compatible server.

    Raises MusterError (`unknown_model`, `no_api_key`).
    """
    check_model(settings)
    scheme, name = _named(settings)
    if scheme == "embedded":
        from agent.planner import EmbeddedPlanner

        return EmbeddedPlanner(workspace=workspace)
    from langchain_openai import ChatOpenAI

    # Not streamed: of a tool call that breaks off, LangChain's stream keeps what can be read, and a definition that
    # lost its last conditions would look like a whole one.
    return ChatOpenAI(model=name, temperature=0, timeout=TIMEOUT_S, max_retries=RETRIES, disable_streaming=True)


def server_url() -> str:
    """Where requests to an `openai:` model go."""
    return os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"


def _named(settings: Settings) -> tuple[Literal["embedded", "openai"], str]:
    match settings.model.strip().partition(":"):
        case "embedded", "", "":
            return "embedded", ""
        case "openai", ":", name if name.strip():
            return "openai", name.strip()
        case _:
            raise fail(
                "unknown_model",
                f"MUSTER_MODEL={settings.model} names no model that Muster knows: use `embedded`, or `openai:NAME` for "
                "an OpenAI-compatible server.",
                f"无法识别 MUSTER_MODEL={settings.model}：请用 `embedded`，"
                "或用 `openai:模型名` 连接兼容 OpenAI 的服务。",
                where="MUSTER_MODEL",
                got=settings.model,
                suggestions=("embedded", "openai:NAME"),
            )
