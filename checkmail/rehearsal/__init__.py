"""Demo, practice and the simulator: they reach the world through the office only."""
