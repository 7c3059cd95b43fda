"""The demonstration: an invented edition of the challenge, played through the same verbs as a real one."""

PASSWORD = "rainforest-2026"  # noqa: S105 - printed at every start; it opens nothing but on this machine

SIGN_INS = f"""Demo sign-ins, password {PASSWORD} (on this machine only):
  organiser@demo.example                        runs the whole programme
  finance@demo.example                          the second of two who release money
  officer@demo.example                          answers people's requests about their data
  mentor@demo.example                           mentors a venture: its pre-read, sessions, hours
  paris@demo.example                            runs the Paris round, and sees no other
  partner@demo.example                          acts for a partner: links, nominations
  counterpart1@demo.example ... counterpart12@demo.example  act for invented investors, owners, partners
  judge1@demo.example ... judge12@demo.example  judge
  applicant1@demo.example ... applicant24@demo.example  each with an entry"""
