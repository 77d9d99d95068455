"""What a migration would lock, rewrite, break or lose, told before it runs."""
