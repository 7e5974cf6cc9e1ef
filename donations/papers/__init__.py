"""What a donor is given on paper: the receipt (受領証明書), and what they gave in a year."""
