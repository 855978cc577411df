"""What each role may do, as data: kind of object → verb → how far. Read through `pmo.access.roles`."""
