"""What people decide in the configuration: attestations, storage classes, narrowed opaque spots, acknowledged findings."""
