# What people decide about a run, what they sign, and what became of what they revoked.

# What differs from what was signed.
differs-run = the data of run { $run } is not what it was when the run ended: its hash was { $was } and is { $is }
differs-signed-run = the data of run { $run } is not what signature { $number } signed: its hash was { $was } and is { $is }
differs-decisions = the decisions about run { $run } are not those that signature { $number } signed: their hash was { $was } and is { $is }
differs-counts = signature { $number } does not count what run { $run } and its decisions hold
differs-statement = the statement of signature { $number }, of run { $run }, is not what was signed: its hash was { $was } and is { $is }
differs-unreadable = the statement of signature { $number }, of run { $run }, can't be read
differs-place = the statement of signature { $number }, of run { $run }, is that of another number or run
differs-chain = signature { $number } does not follow the one before it: one was changed, put in, or taken away
