"""Skylark, a mobile operator in the south-west of China: invented subscribers and what they do."""
