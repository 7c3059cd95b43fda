"""What a certificate says, how it is set, who gets one, and what anybody is told who checks it."""
