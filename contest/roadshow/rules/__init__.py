"""How an event is laid out, what may be wished for, and who meets whom when. All pure."""
