# Words that stand in many places.

count-access = { $count ->
    [one] { $count } access
   *[other] { $count } accesses
}
