"""A year of twelve mentorships, worked out by hand.

``deeds.csv`` says what happens on which day: what members do, and what befalls them.
``ledger.csv`` says which reminders go out then, to whom, with the timetable that a
programme starts with:

- the sign-up closes in a week: who is on the list of interested members, without a
  sign-up; it closes tomorrow: who has not sent theirs
- half of the days to answer an offer are over: who has not answered
- no first contact after 7 days: who should make it; after 14: they and the mentor;
  after 21: the coordinator
- no agreement 21 days after the first contact: everyone
- no goal 14 days after the agreement: the mentee, or the peers
- no meeting planned, 42 days after the last one or the first contact: everyone; after
  63 days: the coordinator
- a meeting tomorrow: those who attend; one of yesterday that nobody marked: the same
- half-way, and 30 days before the end: everyone who has been in contact
- the edition has ended: the coordinator

At most three in a week for each member: of "both roles", the fourth one waits until the
first one is a week old. A pause holds all of them and moves the end by as many days.
After a mail that bounced, its reader gets none.

The edition signs up from 4 January to 5 February 2027, and runs from 1 March 2027 to
29 February 2028; offers are sent on 15 February and expire after 14 days. Hours are not
in the table: reminders go out when the quiet hours end, at 8:00 where the reader is.
"""
