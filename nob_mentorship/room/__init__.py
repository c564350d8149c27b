"""What opens and seals messages to the coordinators, and ballots: plain functions.

Whatever a model offers, a server action, an automation, an edited view or another
addon can call. They cannot call a function of a module. So here, and nowhere else, a
ciphertext meets its key (promise 1):

    keys.py     the data keys of this database, unwrapped with the master key
    logins.py   is this user's login still what it was?
    door.py     may this request enter? what did its form say?
    items.py    seal what somebody wrote, open what they may read
    veil.py     put plain text into a page once its view is rendered

And the ballot box of an evaluation (promise 4):

    ballots.py  the key of an evaluation, sealing and opening a ballot
    casting.py  from what a browser sent to a ballot in the box
    closing.py  open all ballots at once, and destroy the key

Controllers call these; of the models only a few do: `ir.http`, `res.users` and
`res.partner`, to take forms out of a request and to notice that a login changed, and
`mentorship.evaluation`, to make a key, to open a box and to know a link.
"""
