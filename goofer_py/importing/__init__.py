"""Migrations of other programs, made goofer's own."""
