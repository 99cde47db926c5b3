"""Evaluation of the agent."""
