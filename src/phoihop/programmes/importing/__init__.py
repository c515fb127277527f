"""A programme from an office's own table: read as it is, shown as it was understood, written only when confirmed.

`reading` finds the table in a workbook and its rows, `naming` the bodies in a cell, `examining` what an officer should
look at, `actions` keeps, corrects, confirms or discards. `table` is what stands between them and is kept as JSON.
"""
