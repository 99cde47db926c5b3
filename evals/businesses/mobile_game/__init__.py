"""Ember Isles, a mobile role-playing game: invented players and what they do in it."""
