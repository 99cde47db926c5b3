"""What can go wrong with a model, in plain words. Nothing of it loses a draft."""

import logging

from langchain_core import exceptions as model_errors
from langgraph.errors import GraphRecursionError

from tools.errors import MusterError, Problem
from tools.language import Text

logger = logging.getLogger(__name__)


def problems_in(error: Exception) -> list[Problem]:
    """Why a turn could not be finished. What is nobody's known fault goes to the log with its traceback."""
    if isinstance(error, MusterError):
        return list(error.problems)
    known = _known(error)
    if known is None:
        logger.error("a turn failed", exc_info=error)
        return [_problem("internal", "Something went wrong inside Muster; it was logged", "Muster 出错，已记入日志")]
    logger.warning("%s: %s", type(error).__name__, error)
    return [known]


def _known(error: Exception) -> Problem | None:
    # LangChain knows some servers' words for it, the code is OpenAI's own.
    if isinstance(error, model_errors.ContextOverflowError) or getattr(error, "code", "") == "context_length_exceeded":
        return _problem(
            "too_long",
            "This conversation has become too long for the model: start a new one",
            "对话过长，超出模型上限，请新开一个对话",
        )
    match error:
        case GraphRecursionError():
            return _problem(
                "too_many_steps",
                "This took too many steps without an answer: say it more simply, or one thing at a time",
                "尝试多次仍未得到结果，请把需求说得更简单些，或分几次说",
            )
        case model_errors.ModelAuthenticationError() | model_errors.ModelPermissionDeniedError():
            return _problem(
                "model_key",
                "The model server does not accept the key: check OPENAI_API_KEY",
                "模型服务拒绝了密钥，请检查 OPENAI_API_KEY",
            )
        case model_errors.ModelNotFoundError():
            return _problem(
                "model_unknown",
                "The model server does not know this model: check MUSTER_MODEL and OPENAI_BASE_URL",
                "模型服务找不到该模型，请检查 MUSTER_MODEL 和 OPENAI_BASE_URL",
            )
        case model_errors.ModelRateLimitError():
            return _problem(
                "model_busy",
                "The model server takes no more requests just now: try again in a minute",
                "模型服务当前请求过多，请稍后再试",
                retry=True,
            )
        case model_errors.ModelTimeoutError():
            return _problem(
                "model_slow",
                "The model server did not answer in time: try again",
                "模型服务响应超时，请重试",
                retry=True,
            )
        case model_errors.ModelConnectionError():
            return _problem(
                "model_down",
                "The model server cannot be reached: check OPENAI_BASE_URL and the network",
                "无法连接模型服务，请检查 OPENAI_BASE_URL 和网络",
                retry=True,
            )
        case model_errors.ModelInvalidRequestError():
            return _problem(
                "model_refused",
                "The model server refused the request: the model may not support tools",
                "模型服务拒绝了请求，该模型可能不支持工具调用",
            )
        case model_errors.ModelError():
            return _broken()
        case _:
            # A stream that breaks off is raised as the HTTP client or the JSON reader meets it.
            module = type(error).__module__.split(".")[0]
            return _broken() if module in ("httpx", "httpcore", "openai", "json") else None


def _broken() -> Problem:
    return _problem("model_failed", "The model server failed: try again", "模型服务出错，请重试", retry=True)


def _problem(code: str, en: str, zh: str, retry: bool = False) -> Problem:
    kept = Text(en=f"{en}. Your audience is as it was.", zh=f"{zh}。人群未变。")
    return Problem(code=code, message=kept, retry=retry)
