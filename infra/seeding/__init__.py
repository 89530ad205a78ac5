"""A constituency of made-up people at full size, brought in as an operator would: by files."""
