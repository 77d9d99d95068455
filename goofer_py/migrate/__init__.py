"""Migrations: where they come from, what ran, and what runs them."""
