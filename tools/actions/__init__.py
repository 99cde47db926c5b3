"""What Muster can do, one action a file: `(workspace, arguments) -> result`, both typed.

An action's docstring is what a model reads when it chooses tools. Results hold every text in both languages, so the
front ends need no words of their own for them.
"""
