"""What statements do, read by their words: for servers whose parser cannot be asked."""
