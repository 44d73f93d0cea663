"""A failure the user can act on."""


class Failure(Exception):
    """Stops a command; shown as cause and cure, without a traceback.

    `cause` says what went wrong, `cure` what the user can do about it.
    """

    def __init__(self, cause: str, cure: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.cause}\nCure: {self.cure}" if self.cure else self.cause
