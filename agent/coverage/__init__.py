"""Whether a definition that a large model proposed says what the person said: nothing left out, nothing added.

The planner's own reader links the words of a request to the catalog; what it finds is held against the definition.
"""

from agent.coverage.findings import Finding, findings
from agent.coverage.spoken import Spoken, spoken_in

__all__ = ["Finding", "Spoken", "findings", "spoken_in"]
