"""From seeds to the users most like them: sample, features, model, proof on held-out seeds, ranking."""
