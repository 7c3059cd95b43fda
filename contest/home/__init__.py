"""Each person's home: what they must do now."""
