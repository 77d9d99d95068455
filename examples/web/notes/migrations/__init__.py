"""The migrations of the notes; this file lets them be read from an archive too."""
