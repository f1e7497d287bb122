"""May a set of schemas be deleted? The safety contract, as a pure function.

A SAFE verdict is a promise about what happens when somebody follows it, in this repository at this commit:

1. Nothing that stays names anything that goes, in code, in schemas, in other languages. One certain use blocks.
2. Nothing that could be such a use is left open. What could not be resolved or looked at, and could be a use, is for a
   person to review; what provably could not has no effect.
3. Data outlives code, and so do consumers elsewhere. Where a schema may describe stored bytes, or is published, somebody
   has to have said that none of it is left; only an attestation with evidence says so.

The worst finding decides. What a rule finds is in its own file in `rules`, what a finding weighs is the rule's own table row,
and nothing else can make a verdict better or worse.
"""
