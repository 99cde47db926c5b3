"""What a workspace's tables mean."""
