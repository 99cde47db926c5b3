"""Debian's packages, for tests that need a program of the system."""

import os
import shutil
import subprocess


def install(*packages: str) -> None:
    """By apt-get, as root or by a sudo that asks for no password; nothing happens where neither is there."""
    if not shutil.which("apt-get"):
        return
    become: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
            return
        become = ["sudo", "-n"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*become, *quiet, "update"])
    subprocess.run([*become, *quiet, "install", "-y", "--no-install-recommends", *packages], stdout=subprocess.DEVNULL)
