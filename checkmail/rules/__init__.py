"""The law of the office: pure, typed, without I/O and without a clock.

========================  =====================================================
module                    rules of the design
========================  =====================================================
:mod:`.codes`             the code on the paper (design part 4)
:mod:`.model`             the words: stages, states, facts
:mod:`.refusal`           what a refused act is, and every reason code
:mod:`.people`            R2, R20, R27, R28: who may, PINs, two different people
:mod:`.lists`             R1–R5: findings, withholding, approval
:mod:`.documents`         the document set: what belongs in an envelope
:mod:`.printing`          R6–R10: what may be printed, and its account
:mod:`.scan`              R11–R17: one code at a desk, judged
:mod:`.count`             R10, R18–R20: the equation and the counts
:mod:`.ledger`            R24–R26: link and verification of a chain
========================  =====================================================

Every function here takes what it needs as arguments, the time included, and
answers with a value. A refused act is a :class:`~.refusal.Refusal`.
"""
