"""Paper: what is printed, and the machine's own look at it.

=====================  ==========================================================
module                 what it knows
=====================  ==========================================================
:mod:`.facts`          what a page is told: only these fields can be printed (R7)
:mod:`.sheets`         label sheets: data in ``layouts/labels``, checked
:mod:`.form_layouts`   forms: data in ``layouts/forms``, and what each may show (R7)
:mod:`.windows`        what of a page shows in the window of its envelope
:mod:`.fonts`          the chain of fonts and what it can draw (R6)
:mod:`.glyphs`         a font embedded with two-byte codes
:mod:`.bars`           Code 128 subset C on the 300-dpi grid
:mod:`.fitting`        text that must not leave its box, nor be cut
:mod:`.pages`          a PDF being drawn, in millimetres from the top left
:mod:`.labels` …       one module a kind of paper; :mod:`.forms` lists the smaller ones
:mod:`.volumes`        long jobs as several files, by two processes
:mod:`.proof`          every page rendered, every code decoded and compared (R9)
:mod:`.fingerprint`    SHA-256 of a file
=====================  ==========================================================

Nothing here knows a batch's stage or a store: who may print what is for the office.
"""
