def connect() -> None:
    """Nothing to register: projects tell this room about themselves (`scopes.register`)."""
