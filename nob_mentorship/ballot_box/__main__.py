"""The program that opens ballots, separate from Odoo: `python -I -B ballot_box`.

Each start runs one command, from standard input to standard output. It imports nothing
of Odoo or of the addon. It is described in `docs/ballot-format.md`.
"""

from box.main import main

if __name__ == "__main__":
    main()
