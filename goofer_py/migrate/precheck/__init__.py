"""What is looked at before a run, so that nothing begins that would be stopped in the middle."""
