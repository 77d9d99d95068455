"""The database rates: what a currency is worth, from many places."""
