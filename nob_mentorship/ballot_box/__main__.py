"""The program that opens ballots, apart from Odoo: `python -I -B ballot_box`.

One command a start, from the standard input to the standard output. It imports nothing
of Odoo or of the addon. What it does stands in `docs/ballot-format.md`.
"""

from box.main import main

if __name__ == "__main__":
    main()
