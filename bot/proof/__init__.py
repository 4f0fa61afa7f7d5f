"""Every conversation that content makes possible, examined exactly: no sampling, no solver.

`regions` cuts what can be known of a person into parts that no condition can tell apart, `diagrams` holds
functions of those parts, `situations` says what is said in each of them, `paths` walks what is asked,
`showing` finds the shortest conversation that shows something, `findings` and `rules` say what to mend.
"""
