# Se um achado já existia, e qual deles não existe mais.

novelty = { $since ->
    [new] novo
    [known] já existia
   *[unknown] não se sabe se é novo
}
novelty-in-a-group = { $count ->
    [one] novo
   *[other] { $new ->
        [one] { $new } novo
       *[other] { $new } novos
    }
}
findings-since = desde a leitura { $run }: { $new ->
    [one] { $new } novo
   *[other] { $new } novos
}, { $gone ->
    [one] { $gone } que não existe mais
   *[other] { $gone } que não existem mais
}{ $unknown ->
    [0] { "" }
    [one] ; de { $unknown } não se sabe se é novo
   *[other] ; de { $unknown } não se sabe se são novos
}{ $perhaps ->
    [0] { "" }
    [one] ; de { $perhaps } não se sabe se ainda existe
   *[other] ; de { $perhaps } não se sabe se ainda existem
}
findings-since-nothing = nenhuma leitura anterior pode ser comparada com esta, e por isso não se sabe quais são novos
