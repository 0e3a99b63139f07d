# How far a reading is.

progress-announcement = { $service }: { $calls ->
    [one] { $calls } call
   *[other] { $calls } calls
} to go, about { $time } { $unit ->
    [seconds] seconds
    [minutes] minutes
   *[hours] hours
} at { $per-second } a second
progress-line = { $service }: { $done } of { $calls ->
    [one] { $calls } call
   *[other] { $calls } calls
}
progress-open-line = { $service }: { $done ->
    [one] { $done } call
   *[other] { $done } calls
} so far

# What stands beside a bar.
progress-bar = { $pos }/{ $len } calls, { $rate }, { $eta } left
progress-spinner = { $pos } calls so far, { $rate }
progress-rate = { $rate } a second
