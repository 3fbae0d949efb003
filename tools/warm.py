"""Compile the growth kernel into its cache. Runs inside .venv."""

from binakampung.domain.growth_kernel import zscores
from binakampung.standards import who_2006


def main() -> None:
    one_child = dict.fromkeys(("sex", "age_days", "weight", "lenhei", "measure", "headc", "armc", "oedema"), [1])
    zscores(**one_child, standard=who_2006())


if __name__ == "__main__":
    main()
