"""Long proofs: thousands of kills between approved and gone; the networks' own books judge."""
