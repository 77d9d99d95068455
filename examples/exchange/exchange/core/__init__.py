"""The database core: who the customers are, and what they have."""
