"""What is given out on paper of an application: what was submitted, the receipt slip, blank forms."""
