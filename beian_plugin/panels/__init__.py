"""Adapters for panels: how an event is read from a panel's own request, and how a refusal is put to it."""
