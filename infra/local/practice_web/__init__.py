"""The rooms behind the practice network: posts, downloads, pages, answers and their server."""
