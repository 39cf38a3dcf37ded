"""The database: tables, their migrations, how values are protected, and the look-ups that must be fast."""
