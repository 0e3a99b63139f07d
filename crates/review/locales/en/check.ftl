# What `acesso check` says.

check-service = service
check-state = state
check-may-write = may change data
check-problem = what is wrong
check-ok = ok
check-not-configured = not configured
check-refused = refused
check-failed = failed
check-tomticket-writes = whether the token may create and change data can't be told from outside: look at its option in the panel
check-base39-scope = the token is asked for with the scope `read` alone; whether the client could have more can't be told from outside
check-myreports-writes = whether the token may change data can't be told from outside
check-key-may-write = the API key may change data, and reading is all that a review needs: give it a key whose rules say readOnly
check-key-not-known = whether the API key may change data is not known: { $why }
check-key-may-not-list = the key may not list the account's keys
check-key-not-listed = the account's list has no key that ends like it
check-key-unknown-rules = its rules say something that this version does not know
check-key-several = several keys end like it, and they allow different things
