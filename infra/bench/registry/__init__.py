"""The registry's half of the benchmark, at constituency size."""
