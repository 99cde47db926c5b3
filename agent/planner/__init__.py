"""The embedded planner: a grounded semantic parser that speaks like a chat model.

amounts/ and times/ read numbers and stretches of time, text/ makes items of a text (reader.py), conditions/ makes
conditions of items (understand.py), edits/ changes a definition, dialogue/ tells what a turn does (turn.py);
grounding.py holds what is known of a workspace, words.py the vocabulary, and model.py speaks like a chat model.
"""

from agent.planner.model import EmbeddedPlanner

__all__ = ["EmbeddedPlanner"]
