"""Messages to people: every mail is a row, from draft to delivery. Recipients are plain values."""
