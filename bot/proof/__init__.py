"""Every conversation that content makes possible, examined exactly: no sampling, no solver.

`regions` cuts what can be known of a person into parts that no condition can tell apart, `diagrams` holds
functions of those parts, `situations` says what is said in each of them, `paths` walks what is asked,
`asked` says which questions somebody is asked, `showing` finds the shortest conversation that shows something,
`requirements` are proven, `findings` and `rules` say what to mend, `reporting` says it all.

Two contents are compared over one partition made of both:

    space = Space(Partition([before, after]))
    one, other = Situations(before, space), Situations(after, space)
    moved = space.both(one.complete, space.combined(operator.ne, one.ending, other.ending))
    for region in space.regions(moved):
        print(region_text(after, region))
    print(space.share(moved) / space.share(one.complete))

and so for `block`, `said_by`, `passage` and `asked`. `Function`s that are equal are the same number, so "nothing changed"
is `one.ending == other.ending`.
"""
