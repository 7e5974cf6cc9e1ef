"""Papers to give out: templates set as PDF, with fonts of our own, and what those fonts cannot show."""
