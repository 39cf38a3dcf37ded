"""Ways to tell people something: e-mail."""
