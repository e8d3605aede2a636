"""The commands: everything a screen does, through the same functions of :mod:`checkmail.office`.

One file a noun. :mod:`.frame` opens the office, proves the person, prints the answer and sets the
exit status; :mod:`.documents` turns an answer into the JSON document of the command contract.
"""
