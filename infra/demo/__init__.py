"""`make demo`: the whole journey once, as a phone and a moderator see it: HTTP and signed URLs."""
