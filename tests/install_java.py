"""Get a Java for Spark's tests: one that is installed, else Debian's.

Run before the tests (`python -m tests.install_java`), so that they only have to look for it.
"""

import sys

from tests.debian import install
from tools.spark.session import LEAST_JAVA, java_version

PACKAGE = "default-jre-headless"


def main() -> None:
    for attempt in (lambda: None, lambda: install(PACKAGE)):
        attempt()
        if (version := java_version()) and version >= LEAST_JAVA:
            print(f"java: {version}")
            return
    sys.exit(
        f"Spark's tests need Java {LEAST_JAVA} or newer, and it could not be installed here. As root, run:\n"
        f"  apt-get update && apt-get install -y --no-install-recommends {PACKAGE}"
    )


if __name__ == "__main__":
    main()
