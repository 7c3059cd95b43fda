"""What is kept of a person, over all slices: shown, handed over, erased."""
