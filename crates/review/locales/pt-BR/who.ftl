# O que `acesso who` diz de uma pessoa além dos seus acessos.

who-roster = { $name }: { $said }
who-status = { $status ->
    [left] { $is-dated ->
        [yes] se desligou em { $day }
       *[no] se desligou
    }
    [active] { $is-dated ->
        [yes] trabalha aqui, último dia { $day }
       *[no] trabalha aqui
    }
   *[other] { $is-dated ->
        [yes] a lista do RH diz "{ $status }", último dia { $day }
       *[no] a lista do RH diz "{ $status }"
    }
}
who-manager = gestor: { $manager }
who-not-listed = { $address } não está na lista do RH
who-found = { $count ->
    [0] Não há achados sobre esta pessoa.
    [one] { $count } achado:
   *[other] { $count } achados:
}
who-without-address = { $account }, { $service }: sem e-mail; `acesso grants --person` aceita o id
