"""The letters of the office (通知書): what they say, and how they are set."""
