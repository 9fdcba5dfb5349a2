"""Compile the inner loop once and keep it: `python -m salon.rdv.planification.chauffe`.

Half a minute after an installation, nothing afterwards; whoever schedules first must not wait for it.
"""

import os

from salon.rdv.planification.kempe import chauffer

# Somebody may be waiting for a page on the same two cores.
POLITESSE = 10

if __name__ == "__main__":
    os.nice(POLITESSE)
    chauffer()
