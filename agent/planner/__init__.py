"""The embedded planner: a grounded semantic parser that speaks like a chat model.

reader.py (text → items) → resolve.py (what words stand for) → hosts.py (what belongs to what) → *_leaves.py
(conditions) → scope.py (and, or, not) → understand.py; dialogue.py, revise.py and operations.py around it.
"""

from agent.planner.model import EmbeddedPlanner

__all__ = ["EmbeddedPlanner"]
