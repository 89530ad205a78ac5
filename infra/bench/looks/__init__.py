"""How well copies of a picture are found again, and what that costs."""
