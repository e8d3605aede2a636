"""Files to rows to findings: what a list is, and what is wrong with it, before anything is printed.

A reader (:mod:`.tables`) makes a table of a file, :mod:`.columns` gives its columns our
names, :mod:`.checks` looks at the rows, :mod:`.compare` holds keys against another file
(R4, R5). Nothing here changes a value: what stands in the file is what is checked.
"""
