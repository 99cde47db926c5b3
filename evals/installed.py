"""Whether the packages that only evaluations need are there."""

from importlib.util import find_spec

from tools.errors import fail

_NEEDED = ("inspect_ai", "lark")


def check_installed() -> None:
    """Raises MusterError (`no_evals_extra`) when they are not."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise fail(
            "no_evals_extra",
            f"Evaluations need packages that are not installed ({', '.join(missing)}): pip install 'muster[evals]'.",
            f"评测所需的软件包尚未安装（{'、'.join(missing)}）：请运行 pip install 'muster[evals]'。",
        )
