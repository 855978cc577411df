def connect() -> None:
    """The kit plugs into nothing; its policy is declared with the package's."""
