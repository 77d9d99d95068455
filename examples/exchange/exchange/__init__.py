"""An exchange for digital currencies, whose data lives in four databases."""
