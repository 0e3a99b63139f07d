# Palavras que aparecem em muitos lugares.

count-access = { $count ->
    [one] { $count } acesso
   *[other] { $count } acessos
}
