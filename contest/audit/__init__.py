"""What happened: rows in each verb's transaction, sealed into a hash chain afterwards."""
