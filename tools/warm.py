"""Compile the growth kernel into its cache. Runs inside .venv."""

from binakampung.domain.growth_kernel import zscores
from binakampung.standards import who_2006


def main() -> None:
    sex, age_days, weight, length, lying, head, arm, oedema = [1], [365.0], [9.0], [75.0], [1], [45.0], [14.0], [2]
    zscores(sex, age_days, weight, length, lying, head, arm, oedema, who_2006())


if __name__ == "__main__":
    main()
