"""What the configuration's decisions mean for the repository at hand, and which of them mean nothing."""
