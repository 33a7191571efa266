"""Action Plans: written, followed, reported."""
