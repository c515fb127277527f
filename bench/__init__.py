"""`make bench`: how fast pages are on 20,000 and on 200,000 pieces of work, beside a plain list of the same server."""
