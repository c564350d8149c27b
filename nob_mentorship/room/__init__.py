"""What meets the master key, and what opens ballots: plain functions.

Whatever a model offers, a server action, an automation, an edited view or another
addon can call. They cannot call a function of a module. So here, and nowhere else, the
master key is read (promise 1), and the ballot box of an evaluation is opened
(promise 4):

    keys.py     the master key; what it seals once more of members' five words
    ballots.py  the key of an evaluation, sealing and opening a ballot
    taking.py   a ballot leaves its request before anything else sees it
    casting.py  from what a browser sent to a ballot in the box
    closing.py  open all ballots at once, and destroy the key

Controllers call these; of the models only a few do: `ir.http`, to take a ballot out of
its request, `mentorship.identity.way`, and `mentorship.evaluation`, to make a key, to
open a box and to know a link; and the settings, to tell whether the key fits.
"""
