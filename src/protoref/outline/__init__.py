"""What a document could carry and where generated names stand: cheap, for every document."""
