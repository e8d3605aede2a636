"""What people can do: one function an act, one transaction an act; the one way in.

Screens, commands and rehearsals call the functions of these modules and nothing below them:

=====================  =================================================================
:mod:`.acting`         an office, an actor, and the frame every act runs in (R28)
:mod:`.projection`     what an entry of the ledger does to the tables
:mod:`.people`         log-in, PINs, people (R27, R28)
:mod:`.batches`        batches: made, shown, closed
:mod:`.lists`          a list taken in (R1, R3)
:mod:`.findings`       what the checks saw, and what settled it (R3, R12)
:mod:`.comparing`      the list against a control list (R5)
:mod:`.approval`       rows become numbered pieces (R1, R2)
:mod:`.withholding`    the withholding question and withheld pieces (R4)
:mod:`.print_plans`    a print job as it will be drawn (R6–R8)
:mod:`.printing`       drawn, read back, recorded (R9)
:mod:`.papers`         desk card, badges, sign-off, handover slip
:mod:`.reissue`        reissued, spoiled and lost artifacts (R8, R10)
:mod:`.desk`           one line from a scanner (R11–R17)
:mod:`.desk_facts`     what it is judged by
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
