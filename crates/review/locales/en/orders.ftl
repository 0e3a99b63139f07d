# The work list of a review: what people have to take away or to change at each service.

orders-of-run = Run { $run } of { $began }: { $revoke } { $revoke ->
    [one] access
   *[other] accesses
} to take away, { $change } to change
orders-changes-nothing = acesso changes nothing at any service: people do what stands here, and the next review checks it.
orders-not-signed = NOT SIGNED: none of this is an order before `acesso sign { $run } --by NAME`
orders-none = nothing is to be taken away or changed
orders-revoke = { $service }: { $count } to take away
orders-change = { $service }: { $count } to change
orders-what = { $what } at { $place }
orders-ids = ids: { $ids }
orders-in-the-panel = in the panel: { $service } documents no operation for it
orders-by-operation = by { $operation }, in the panel or as { $method } { $path }
orders-reason = reason: { $reason }
orders-decided = decided by { $reviewer } on { $day }
orders-state = state: { $state }
orders-elsewhere = note: { $count } { $count ->
    [one] access that the review of run { $run } revoked is
   *[other] accesses that the review of run { $run } revoked are
} not known to be gone: `acesso revocations { $run }{ $place }`
orders-written = written: { $file } ({ $count })

order-not-signed = not signed yet: no order
order-open = open: no run looked since
order-still-there = open: still there in run { $run }
order-held-otherwise = open in run { $run }: { $held }
order-granted-again = granted again, seen in run { $run }
order-unknown = unknown: run { $run } could not tell
order-removed = removed, seen so in run { $run }
order-decided-anew = no order any more: decided anew in the review of run { $run }: { $decision }
order-not-checked = open or done: no run checks a change
