"""What people can do: one function an act, one transaction an act; the one way in.

Screens, commands and rehearsals call the functions of these modules and nothing below them:

=====================  =================================================================
:mod:`.acting`         an office, an actor, and the frame every act runs in (R28)
:mod:`.projection`     what an entry of the ledger does to the tables
:mod:`.people`         log-in, PINs, people (R27, R28)
:mod:`.batches`        batches: made, shown, closed
:mod:`.lists`          import, findings, comparison, approval (R1–R5)
:mod:`.withholding`    the withholding question and withheld pieces (R4)
:mod:`.printing`       labels, covers, checklists, proof (R6–R9)
:mod:`.reissue`        reissued, spoiled and lost artifacts (R8, R10)
:mod:`.desk`           one line from a scanner (R11–R17)
:mod:`.pieces`         sent back, lost, resolved (R13, R18, R22)
:mod:`.counting`       counts, reconciliation, release (R18–R21)
:mod:`.handover`       offered and taken (R23)
:mod:`.proposals`      acts that need two people
:mod:`.record`         the ledger shown and verified (R24–R26)
:mod:`.erasable`       personal data held to its commitments (R25)
=====================  =================================================================

Every act is called as ``act(office, actor, …)`` and answers with its result or a
:class:`~checkmail.rules.refusal.Refusal`; it raises a
:class:`~checkmail.errors.CheckmailError` when the world is broken.
"""
