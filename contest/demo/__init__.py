"""The demonstration: an invented edition of the challenge, played through the same verbs as a real one."""
