"""A shop: its customers, catalogue, stock, orders and staff."""
