"""The operations that lead from one schema to another."""
