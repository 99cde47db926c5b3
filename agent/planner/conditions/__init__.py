"""From items to conditions: what words stand for, what belongs to what, and how conditions are joined."""
