"""A made week of five channels: our planner against slots promised first come, first served."""
