"""The organiser's desk: what is late, what was sent, what has stopped."""
