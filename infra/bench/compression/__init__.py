"""How the media engine compares: its photos and videos against what else could make them."""
