"""A synthetic population of consumers in China, for trying Muster out. Nobody in it exists."""

from tools.ingest.demo.build import DEFAULT_SEED, DEFAULT_USERS, build_demo

__all__ = ["DEFAULT_SEED", "DEFAULT_USERS", "build_demo"]
