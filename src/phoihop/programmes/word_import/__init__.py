"""A text back from Word: what a file says, held against the text as this side has it, written only where accepted.

`recognising` sorts the parts of the file, `matching` finds for each what it is in the text, `proposing` says what would
change, `actions` keeps, writes or discards. All of it is private to one side.
"""
