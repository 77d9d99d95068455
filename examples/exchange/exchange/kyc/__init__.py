"""The database kyc: what the law wants to be known of customers, apart from all else."""
