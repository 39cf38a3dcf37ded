"""The rules of a province by what they are about, each with what it does: one module a section."""
