"""The conversation: a model that calls Muster's actions as tools, in a graph that remembers.

Set before LangGraph and LangSmith are imported: what is said to Muster stays here, and a conversation file can hold
only plain data, never objects to be rebuilt by code that the file names.
"""

import os

os.environ["LANGSMITH_TRACING"] = os.environ["LANGSMITH_TRACING_V2"] = "false"
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
